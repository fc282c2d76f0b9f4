//! `karmayogi serve`: from an empty folder to an answering service, and back to silence without losing what is in flight.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use records::statement::Intake;
use store::Db;
use store::jobs::Runner;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{Settings, Site};

use crate::cli::Place;
use crate::router::router_through;
use crate::{connections, wiring};

#[derive(Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    place: Place,
    /// The address to listen on.
    #[arg(long, env = "KARMAYOGI_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address under which people reach it; `https://` makes cookies secure.
    #[arg(long, env = "KARMAYOGI_PUBLIC_ADDRESS")]
    public_address: Option<String>,
    /// Fill an empty store with the demonstration service. Refused on a store that holds real data.
    #[arg(long)]
    demo: bool,
}

pub(crate) async fn serve(arguments: ServeArgs) -> anyhow::Result<()> {
    let db = arguments.place.open().await?;
    let files = arguments.place.data.join("files");
    std::fs::create_dir_all(&files).with_context(|| format!("cannot make the folder {}", files.display()))?;
    let public_address = arguments.public_address.unwrap_or_else(|| format!("http://{}", arguments.listen));
    records::event::set_home(&db, &public_address).await.map_err(crate::commands::explain)?;
    if arguments.demo {
        fill_demo(&db, &files).await?;
    }
    let demo = demo::is_demo(&db).await?;
    let site = Site { db: db.clone(), settings: Arc::new(Settings { public_address, files, demo }) };
    let listener = TcpListener::bind(arguments.listen).await.with_context(|| format!("cannot listen on {}", arguments.listen))?;
    tracing::info!(address = %listener.local_addr()?, "ready");
    run(site, listener, stop_signal()).await
}

async fn fill_demo(db: &Db, files: &std::path::Path) -> anyhow::Result<()> {
    let bar = crate::commands::progress::bar();
    demo::fill(db, files, &mut |step, done, total| crate::commands::progress::show(&bar, step, done, total)).await?;
    bar.finish_and_clear();
    Ok(())
}

/// Serves until `stop`, then finishes what is in flight: requests first, then the job in hand.
async fn run(site: Site, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
    let (tell, told) = watch::channel(false);
    let runner = Runner::new(site.db.clone(), wiring::handlers(&site.settings.files));
    let jobs = tokio::spawn({
        let told = told.clone();
        async move { runner.run(told).await }
    });
    let ticks = tokio::spawn(wiring::tick(site.db.clone(), site.settings.files.clone(), told.clone()));
    let figures = tokio::spawn(wiring::follow(site.db.clone(), told.clone()));
    let intake = Intake::start(site.db.clone());
    let records = tokio::spawn(wiring::carry_records(site.db.clone(), intake.clone(), told));
    let until = async move {
        stop.await;
        tracing::info!("stopping");
        let _ = tell.send(true);
    };
    connections::serve(listener, router_through(site.clone(), intake), connections::Limits::of_the_system(), until).await;
    let in_hand = async { tokio::try_join!(jobs, ticks, figures, records) };
    tokio::time::timeout(Duration::from_secs(20), in_hand).await.context("a job did not end within 20 seconds")??;
    site.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
