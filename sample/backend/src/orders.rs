use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::error::ApiError;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    id: i64,
    product: String,
    quantity: i64,
    total_cents: i64,
    status: String,
    created_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    product_id: i64,
    quantity: u32,
}

#[derive(Serialize)]
pub struct Placed {
    id: i64,
}

/// `GET /api/orders`: the latest 50.
pub async fn list(State(pool): State<SqlitePool>) -> Result<Json<Vec<Order>>, ApiError> {
    let orders = sqlx::query_as!(
        Order,
        r#"
        SELECT orders.id, products.name AS product, quantity, quantity * price_cents AS "total_cents!: i64",
               status, created_at
        FROM orders JOIN products ON products.id = orders.product_id
        ORDER BY orders.id DESC
        LIMIT 50
        "#
    )
    .fetch_all(&pool)
    .await?;
    Ok(Json(orders))
}

/// `POST /api/orders`: takes the goods from the stock, or says that there are too few.
pub async fn place(
    State(pool): State<SqlitePool>,
    Json(order): Json<NewOrder>,
) -> Result<(StatusCode, Json<Placed>), ApiError> {
    let mut transaction = pool.begin().await?;
    let taken = sqlx::query!(
        "UPDATE products SET stock = stock - ?1 WHERE id = ?2 AND stock >= ?1",
        order.quantity,
        order.product_id
    )
    .execute(&mut *transaction)
    .await?;
    if order.quantity == 0 || taken.rows_affected() == 0 {
        return Err(ApiError::Conflict("no such product, or too few of it"));
    }
    let id = sqlx::query!("INSERT INTO orders (product_id, quantity) VALUES (?, ?)", order.product_id, order.quantity)
        .execute(&mut *transaction)
        .await?
        .last_insert_rowid();
    transaction.commit().await?;
    println!("order {id}: {} of product {}", order.quantity, order.product_id);
    Ok((StatusCode::CREATED, Json(Placed { id })))
}

/// `POST /api/orders/ship`: ships what is pending; the answer is what was shipped. The worker calls it.
pub async fn ship(State(pool): State<SqlitePool>) -> Result<Json<Vec<i64>>, ApiError> {
    let shipped = sqlx::query_scalar!("UPDATE orders SET status = 'shipped' WHERE status = 'pending' RETURNING id")
        .fetch_all(&pool)
        .await?;
    if !shipped.is_empty() {
        println!("shipped {shipped:?}");
    }
    Ok(Json(shipped))
}
