//! `karmayogi simulate`.

use std::ops::ControlFlow;

use clap::Args;
use demo::nation::{Simulated, Simulation, Target, simulate};
use store::Db;

use crate::cli::Place;
use crate::commands::progress;

#[derive(Args)]
pub(crate) struct SimulateArgs {
    #[command(flatten)]
    place: Place,
    /// How many officials, from 1,000.
    #[arg(long)]
    officials: u64,
    /// Which of all nations of this size.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many simulated courses.
    #[arg(long, default_value_t = 1_600)]
    courses: u64,
    /// Years of learning up to today.
    #[arg(long, default_value_t = 2)]
    years: u64,
    /// Without planted differences, to count what is found by chance.
    #[arg(long)]
    plain: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: SimulateArgs) -> anyhow::Result<()> {
    let SimulateArgs { place, officials, seed, courses, years, plain, json } = arguments;
    let address = place.database_url.clone().unwrap_or_else(|| Db::address_in(&place.data));
    let bar = progress::bar();
    let mut watch = |step: &str, done: u64, all: u64| {
        progress::show(&bar, step, done, all);
        ControlFlow::Continue(())
    };
    let target = Target { address: &address, folder: &place.data };
    let made = simulate(target, Simulation { officials, seed, courses, years, plain }, &mut watch).await;
    bar.finish_and_clear();
    let made = made?;
    if json {
        println!("{}", serde_json::to_string_pretty(&made)?)
    } else {
        print(&made)
    }
    Ok(())
}

fn print(made: &Simulated) {
    let Simulated { officials, offices, posts, courses, enrolments, completed, evidence, attainments, planted } = made;
    println!("{officials} officials in {offices} offices with {posts} posts");
    println!("{courses} courses, {enrolments} enrolments, {completed} completed");
    println!("{evidence} pieces of evidence, {attainments} levels");
    println!("{} differences were planted; planted.json in the folder says which", planted.len());
    println!(
        "Accounts: official supervisor nodal ifu reviewer1 reviewer2 provider publisher commission hr admin; password {}",
        demo::PASSWORD
    );
}
