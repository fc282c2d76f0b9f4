mod common;
use common::*;
use learning::progress::*;
use testing::on_both;
use uuid::Uuid;
on_both! {
    reactions = reactions();
    async fn rate(db: TestDb) {
        scene(&db).await;
        let n = 2000i64;
        db.write(n, |tx, n| { use store::FutureExt; async move {
            for i in 10..*n + 10 {
                let uid = Uuid::from_u128(i as u128 + 1_000_000);
                tx.execute("INSERT INTO official (id, uid, code, engagement, minutes_per_week) VALUES ($1,$2,$3,'permanent',120)").bind(i).bind(uid).bind(format!("Z{i}")).run().await?;
                tx.execute("INSERT INTO enrolment (official,id,course,version,language,state,enrolled_at,credited_until) VALUES ($1,$2,1,1,'en','active',0,0)").bind(i).bind(uid).run().await?;
            }
            let r: store::Outcome<(), ()> = Ok(()); r
        }.boxed() }).await.unwrap();
        let writer = BeatWriter::start((*db).clone());
        let start = std::time::Instant::now();
        let commits = db.commits();
        let total = 20_000i64;
        let tasks: Vec<_> = (0..64i64).map(|k| { let writer = writer.clone(); let db = (*db).clone(); tokio::spawn(async move {
            let per = total / 64;
            for j in 0..per {
                let who = 10 + (k * per + j * 7) % 2000; db.context().advance(50);
                let beat = Beat { official: kernel::Key::new(who), enrolment: Uuid::from_u128(who as u128 + 1_000_000), object: TEXT, segment: 1 + j % 2, language: kernel::Language::ENGLISH, shown: Shown::Text, visible: true, sequence: k * 1000 + j + 1 };
                writer.credit(beat).await.unwrap();
            }
        })}).collect();
        for t in tasks { t.await.unwrap(); }
        let s = start.elapsed().as_secs_f64();
        println!("RATE {:?} {:.0}/s commits {}", db.read().await.unwrap().dialect(), total as f64 / s, db.commits() - commits);
    }
}
