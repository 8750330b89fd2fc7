use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// What a handler can answer besides success.
pub enum ApiError {
    NotFound(&'static str),
    Conflict(&'static str),
    Database(sqlx::Error),
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::NotFound(what) => (StatusCode::NOT_FOUND, what),
            Self::Conflict(why) => (StatusCode::CONFLICT, why),
            Self::Database(error) => {
                // The cause goes to the log; a client has no use for it.
                eprintln!("database: {error}");
                (StatusCode::INTERNAL_SERVER_ERROR, "the database failed")
            }
        };
        (status, Json(Body { error })).into_response()
    }
}
