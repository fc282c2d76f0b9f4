//! The program `karmayogi`.

use std::process::ExitCode;

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
