//! The program `karmayogi`.

use std::process::ExitCode;

/// Smaller and quicker than the allocator of the system for many short requests on few threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match app::run(std::env::args_os()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("karmayogi: {error:#}");
            ExitCode::FAILURE
        }
    }
}
