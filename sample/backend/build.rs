fn main() {
    // `sqlx::migrate!` embeds the files, and stable Rust cannot tell cargo about a folder that a macro read.
    println!("cargo:rerun-if-changed=migrations");
}
