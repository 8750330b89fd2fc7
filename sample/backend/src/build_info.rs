use std::{env, time::UNIX_EPOCH};

use axum::{Json, extract::State};
use serde::Serialize;
use sqlx::SqlitePool;

use crate::error::ApiError;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildInfo {
    name: &'static str,
    version: &'static str,
    profile: &'static str,
    commit: &'static str,
    /// RFC 3339, UTC.
    build_date: String,
}

/// `GET /build/info`: which build is it that answers?
pub async fn build_info(State(pool): State<SqlitePool>) -> Result<Json<BuildInfo>, ApiError> {
    Ok(Json(BuildInfo {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        profile: if cfg!(debug_assertions) { "debug" } else { "release" },
        commit: given(option_env!("GIT_COMMIT")).unwrap_or("unknown"),
        build_date: match given(option_env!("BUILD_DATE")) {
            Some(date) => date.to_owned(),
            None => linked_at(&pool).await?,
        },
    }))
}

/// A build argument that was not set arrives as an empty string.
fn given(value: Option<&'static str>) -> Option<&'static str> {
    value.filter(|text| !text.is_empty())
}

/// Under cargo-watch nobody passes a date: the executable's own is as good. SQLite writes it out, and saves us a crate.
async fn linked_at(pool: &SqlitePool) -> Result<String, ApiError> {
    let seconds = env::current_exe()
        .and_then(|path| path.metadata()?.modified())
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |age| age.as_secs().cast_signed());
    let date =
        sqlx::query_scalar!(r#"SELECT strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch') AS "date!: String""#, seconds)
            .fetch_one(pool)
            .await?;
    Ok(date)
}
