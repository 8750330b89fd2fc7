use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use sqlx::SqlitePool;

use crate::error::ApiError;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    id: i64,
    name: String,
    price_cents: i64,
    stock: i64,
}

/// `GET /api/products`
pub async fn list(State(pool): State<SqlitePool>) -> Result<Json<Vec<Product>>, ApiError> {
    let products = sqlx::query_as!(Product, "SELECT id, name, price_cents, stock FROM products ORDER BY id")
        .fetch_all(&pool)
        .await?;
    Ok(Json(products))
}

/// `GET /api/products/{id}`
pub async fn by_id(State(pool): State<SqlitePool>, Path(id): Path<i64>) -> Result<Json<Product>, ApiError> {
    sqlx::query_as!(Product, "SELECT id, name, price_cents, stock FROM products WHERE id = ?", id)
        .fetch_optional(&pool)
        .await?
        .map(Json)
        .ok_or(ApiError::NotFound("no such product"))
}
