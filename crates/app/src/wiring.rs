//! Who reacts to what, who runs which job, what happens from time to time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use insight::cube::Board;
use insight::rollup::Follower;
use kernel::Date;
use people::organisation::PostMade;
use records::statement::Intake;
use store::jobs::Handlers;
use store::{Db, FutureExt, Outcome, Reactions, Tx};
use tokio::sync::watch;
use tokio::time::Instant;

/// Reactions: in the transaction of the event.
pub fn reactions() -> Reactions {
    Reactions::default()
        .on(|tx, event: &PostMade| competency::requirement::on_post_made(tx, event).boxed())
        .on(|tx, event: &people::organisation::Rearranged| competency::requirement::on_rearranged(tx, event).boxed())
        .on(|tx, event: &assessment::attempt::AttemptFinished| learning::on_attempt_finished(tx, event).boxed())
        .on(|tx, event: &competency::evidence::AttainmentChanged| paths::follow::on_attainment(tx, event).boxed())
        .on(|tx, event: &competency::requirement::RequirementsChanged| paths::follow::on_requirements(tx, event).boxed())
        .on(|tx, event: &people::posting::Posted| paths::follow::on_posted(tx, event).boxed())
        .on(|tx, event: &competency::evidence::AttainmentChanged| insight::rollup::on_attainment(tx, event).boxed())
        .on(|tx, event: &competency::requirement::RequirementsChanged| insight::rollup::on_requirements(tx, event).boxed())
        .on(|tx, event: &people::posting::Posted| insight::rollup::on_posted(tx, event).boxed())
        .on(|tx, event: &people::organisation::Rearranged| insight::rollup::on_rearranged(tx, event).boxed())
        .on(|tx, event: &learning::enrolment::EnrolmentChanged| insight::rollup::on_enrolment(tx, event).boxed())
}

/// Jobs: after the commit.
pub fn handlers(files: &Path) -> Handlers {
    let files = files.to_owned();
    Handlers::default()
        .on(insight::export::JOB, move |db, payload| insight::export::run(db, files.clone(), payload).boxed())
        .on(competency::evidence::RECOUNT_JOB, |db, payload| competency::evidence::recount(db, payload).boxed())
}

/// What the record store does by itself: own events become statements, and statements go on to other stores.
pub(crate) async fn carry_records(db: Db, intake: Intake, stop: watch::Receiver<bool>) {
    let relay = records::event::Relay::through(db.clone(), intake).run(stop.clone());
    match records::forward::Worker::new(db) {
        Ok(worker) => drop(tokio::join!(relay, worker.run(stop))),
        Err(error) => {
            tracing::error!(%error, "the system's certificates cannot be read: statements are not forwarded");
            relay.await;
        }
    }
}

/// What happens from time to time: the audit trail is sealed, levels whose day has come lapse, the paths of those whom a
/// change concerns are worked out anew, and exports whose time is over go.
pub(crate) async fn tick(db: Db, files: PathBuf, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        // Every chunk of the tasks stands by itself: who stops in between goes on from there the next time.
        tokio::select! {
            done = once(&db, &files) => if let Err(failure) = done {
                tracing::error!(?failure, "a regular task failed");
            },
            _ = stop.changed() => return,
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
    }
}

async fn once(db: &Db, files: &Path) -> Outcome<(), ()> {
    while db.write((), |tx, ()| store::audit::seal(tx).boxed()).await? > 0 {}
    let today = db.context().today();
    while db.write(today, |tx, today| lapse(tx, *today).boxed()).await? > 0 {}
    while let Some(report) = competency::publication::publish_due(db, today).await? {
        tracing::info!(framework = report.framework, version = report.version, posts = report.posts, "a version came into force");
    }
    while let Some(posts) = competency::overlay::publish_due(db, today).await? {
        tracing::info!(posts, "an overlay or an acceptance came into force");
    }
    let posts = competency::requirement::follow(db).await?;
    if posts > 0 {
        tracing::info!(posts, "posts that stand elsewhere ask something else");
    }
    if let Some(report) = insight::release::publish(db).await? {
        tracing::info!(week = report.week.monday().iso(), cells = report.cells, "figures were published");
    }
    paths::follow::refresh(db).await?;
    insight::export::expire(db, files).await
}

/// Keeps the figures true: what has changed is counted, and the sums in memory go on.
pub(crate) async fn follow(db: Db, mut stop: watch::Receiver<bool>) {
    let mut follower = Follower::default();
    while !*stop.borrow() {
        tokio::select! {
            done = count(&db, &mut follower) => if let Err(failure) = done {
                tracing::error!(?failure, "the figures could not be brought up to date");
            },
            _ = stop.changed() => return,
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// However much is waiting, the sums in memory are never much older than a second. Few who wait are left until the next second: counting many
/// together takes little more than counting one.
async fn count(db: &Db, follower: &mut Follower) -> Outcome<(), ()> {
    follower.notice(db).await?;
    loop {
        let until = Instant::now() + Duration::from_secs(1);
        let mut more = true;
        while more && Instant::now() < until {
            more = follower.step(db).await?.is_some_and(|done| done.more);
        }
        Board::refresh(db).await?;
        if !more {
            return Ok(());
        }
    }
}

async fn lapse(tx: &mut Tx, today: Date) -> Outcome<i64, ()> {
    Ok(competency::evidence::lapse_due(tx, today, 200).await?)
}
