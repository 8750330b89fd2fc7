use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use axum::{Json, extract::State};
use serde::Serialize;
use sqlx::SqlitePool;

use crate::error::ApiError;

const LIMIT: Duration = Duration::from_secs(2);

#[derive(Serialize)]
pub struct Health {
    status: &'static str,
}

/// `GET /health`: well when the database answers.
pub async fn health(State(pool): State<SqlitePool>) -> Result<Json<Health>, ApiError> {
    sqlx::query_scalar!("SELECT 1 AS one").fetch_one(&pool).await?;
    Ok(Json(Health { status: "ok" }))
}

/// Asks the server on this machine how it is, so that the container's health check needs no curl.
pub fn probe(port: u16) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.lines().next().unwrap_or("no answer");
    println!("{status}");
    if status.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(io::Error::other("not well")) }
}
