//! Ships pending orders and hands them to the receipts service, every few seconds.
//! `shop-worker health` says whether the running worker still goes its rounds.

mod http;

use std::{
    env, fs, io,
    path::Path,
    process::ExitCode,
    thread,
    time::{Duration, SystemTime},
};

/// Its age is the worker's pulse.
const PULSE: &str = "/tmp/shop-worker.pulse";
const ROUND: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        None => work(),
        Some("health") => match age(Path::new(PULSE)) {
            Ok(age) if age < ROUND * 4 => ExitCode::SUCCESS,
            Ok(age) => fail(&format!("the last round was {} s ago", age.as_secs())),
            Err(error) => fail(&format!("no round yet: {error}")),
        },
        Some(other) => fail(&format!("unknown command \"{other}\"; there is only \"health\"")),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("shop-worker: {message}");
    ExitCode::FAILURE
}

fn age(path: &Path) -> io::Result<Duration> {
    let modified = fs::metadata(path)?.modified()?;
    Ok(SystemTime::now().duration_since(modified).unwrap_or_default())
}

fn work() -> ! {
    let backend = env::var("BACKEND_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".into());
    let receipts = env::var("RECEIPTS_ADDRESS").unwrap_or_else(|_| "127.0.0.1:3001".into());
    println!("working for {backend}");
    let mut trouble = None;
    loop {
        let found = round(&backend, &receipts).err().map(|error| error.to_string());
        // The same trouble every few seconds would only fill the log.
        if found != trouble {
            println!("{}", found.as_deref().unwrap_or("all is well again"));
            trouble = found;
        }
        if let Err(error) = fs::write(PULSE, b"") {
            eprintln!("{PULSE}: {error}");
        }
        thread::sleep(ROUND);
    }
}

fn round(backend: &str, receipts: &str) -> io::Result<()> {
    let shipped = http::post(backend, "/api/orders/ship", "")?;
    if shipped != "[]" {
        http::post(receipts, "/receipts", &shipped)?;
        println!("shipped {shipped}");
    }
    Ok(())
}
