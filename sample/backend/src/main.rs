//! The shop's HTTP API. `shop-backend` serves it, `shop-backend health` asks a running one how it is.

mod build_info;
mod database;
mod error;
mod health;
mod orders;
mod products;

use std::{env, error::Error, net::Ipv4Addr, process::ExitCode, time::Duration};

use axum::{
    Router,
    routing::{get, post},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::timeout,
};

/// How long open requests may take to finish once we were asked to stop.
const DRAIN: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let port = match env::var("PORT").as_deref().unwrap_or("8080").parse() {
        Ok(port) => port,
        Err(error) => return fail(&format!("PORT: {error}")),
    };
    let result = match env::args().nth(1).as_deref() {
        None => serve(port),
        Some("health") => health::probe(port).map_err(Into::into),
        Some(other) => return fail(&format!("unknown command \"{other}\"; there is only \"health\"")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("shop-backend: {message}");
    ExitCode::FAILURE
}

#[tokio::main(worker_threads = 2)]
async fn serve(port: u16) -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite://shop.db".into());
    let pool = database::open(&url).await?;

    let app = Router::new()
        .route("/health", get(health::health))
        .route("/build/info", get(build_info::build_info))
        .route("/api/products", get(products::list))
        .route("/api/products/{id}", get(products::by_id))
        .route("/api/orders", get(orders::list).post(orders::place))
        .route("/api/orders/ship", post(orders::ship))
        .with_state(pool.clone());

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        println!("stopping");
    };
    let (stopped, stopping) = tokio::sync::oneshot::channel::<()>();

    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?;
    println!("listening on port {port}");
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        stop.await;
        let _ = stopped.send(());
    });
    // A client that keeps its connection busy must not keep the container from stopping.
    tokio::select! {
        result = server => result?,
        () = async { let _ = stopping.await; tokio::time::sleep(DRAIN).await } => println!("gave up on open requests"),
    }
    let _ = timeout(DRAIN, pool.close()).await;
    Ok(())
}
