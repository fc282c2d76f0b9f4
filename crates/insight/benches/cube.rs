//! How long sums over a nation take: `cargo bench --workspace --bench cube`. For each question the first time, when nothing is kept, and again.

use insight::cube::{Cube, Cut, Dimension, Place, Region};
use kernel::Key;
use people::Organisation;
use tokio::time::Instant;

fn main() {
    for (departments, cohorts) in [(250, 8), (600, 5), (600, 10)] {
        let begun = Instant::now();
        let (cube, cells) = Cube::invented(departments, cohorts).expect("small keys");
        println!("{} offices, {cells} cells, made in {:.0} ms", departments * 100, begun.elapsed().as_secs_f64() * 1e3);
        let everybody = Cut::default();
        let group = Cut { group: Some("1".to_owned()), ..Cut::default() };
        let root: Key<Organisation> = Key::new(1);
        let some: Vec<_> = (0..30).map(|key| Key::new(key * 53)).collect();
        let ask = |name: &str, question: &dyn Fn() -> usize| {
            let times: Vec<String> = (0..3)
                .map(|_| {
                    let begun = Instant::now();
                    let found = question();
                    format!("{:.2} ms ({found})", begun.elapsed().as_secs_f64() * 1e3)
                })
                .collect();
            println!("  {name:32} {}", times.join(", "));
        };
        ask("competencies of the nation", &|| cube.by_competency(Place::Nation, &everybody).len());
        ask("of one group", &|| cube.by_competency(Place::Nation, &group).len());
        ask("thirty in every department", &|| cube.by_child(root, &some, &everybody).len());
        ask("thirty in every state", &|| cube.by_territory(Region::State, Place::Nation, &some, &everybody).len());
        ask("thirty in every district", &|| cube.by_territory(Region::District, Place::Nation, &some, &everybody).len());
        ask("one by service", &|| cube.by_cohort(Place::Nation, some[0], Dimension::Service).len());
        ask("months of the nation", &|| cube.months(Place::Nation, &everybody).len());
        ask("competencies of a department", &|| cube.by_competency(Key::<Organisation>::new(5), &everybody).len());
    }
}
