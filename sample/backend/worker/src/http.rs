use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(3);

/// Posts JSON to `address` ("host:port") and gives the answer's body. Anything but a 2xx is an error.
pub fn post(address: &str, path: &str, body: &str) -> io::Result<String> {
    exchange(address, path, body).map_err(|error| io::Error::new(error.kind(), format!("{address}{path}: {error}")))
}

fn exchange(address: &str, path: &str, body: &str) -> io::Result<String> {
    let target = address.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("no address"))?;
    let mut stream = TcpStream::connect_timeout(&target, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    // HTTP/1.0: the server closes when it is done, and answers in one piece.
    write!(
        stream,
        "POST {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("cut short"))?;
    let status = head.lines().next().unwrap_or_default();
    match status.split(' ').nth(1) {
        Some(code) if code.starts_with('2') => Ok(body.to_owned()),
        _ => Err(io::Error::other(status.to_owned())),
    }
}
