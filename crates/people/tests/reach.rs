//! The check of one official and the filter of a list say the same, on random trees of organisations; on both databases.

use kernel::{Date, Key, LanguageText};
use people::grant::{Action, Grant, Reach, Role, Scope, permit};
use people::official::{self, Name, NewOfficial};
use people::organisation::{self, NewOrganisation, NewPosition};
use people::posting::{self, NewPosting, PostingKind};
use people::supervision::{self, NewSupervision};
use people::{Actor, Official, Organisation, Post};
use store::{Db, FutureExt, Outcome, Tx};
use testing::on_both;

const OFFICIALS: i64 = 40;

fn today() -> Date {
    Date::parse(testing::TODAY).expect("a date")
}

/// Twelve organisations in a random tree, forty officials on posts that report to random posts, some orders of supervision.
async fn random_service(tx: &mut Tx, seed: u64) -> Outcome<Vec<Key<Organisation>>, ()> {
    let mut dice = seed;
    let mut roll = move |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    let name = LanguageText::of("Office", "कार्यालय");
    let mut positions = Vec::new();
    for (code, pay_level) in [("clerk", Some(4)), ("officer", Some(10)), ("sevak", None)] {
        positions.push(
            organisation::insert_position(tx, &NewPosition { code, title: &name, family: "district", group: None, pay_level })
                .await?,
        );
    }
    let mut offices: Vec<Key<Organisation>> = Vec::new();
    for number in 0..12 {
        let parent = if number < 2 { None } else { Some(offices[roll(offices.len())]) };
        let code = format!("O{number}");
        let new =
            NewOrganisation { code: &code, kind: "office", name: &name, territory: None, parent, from: Date(0), edition: 0 };
        offices.push(organisation::insert(tx, &new).await?);
    }
    for number in 1..=OFFICIALS {
        let (post, boss): (Key<Post>, _) =
            (Key::new(number), (number > 3).then(|| Key::new(1 + roll(number as usize - 1) as i64)));
        organisation::insert_post(tx, post, &format!("P{number}"), (offices[roll(12)], positions[roll(3)]), boss).await?;
        let person = Name { latin: format!("Official {number}"), native: String::new(), native_language: String::new() };
        let code = format!("E{number}");
        let new = NewOfficial::of(&code, &person);
        official::insert(tx, Key::new(number), &new).await?;
        let until = (roll(8) == 0).then(|| today().plus_days(-1));
        let new = NewPosting {
            official: Key::new(number),
            id: None,
            post,
            kind: PostingKind::Substantive,
            from: Date(10),
            until,
            edition: 0,
        };
        posting::insert(tx, &new).await?;
        if roll(6) == 0 && number > 1 {
            let supervisor = Key::new(1 + roll(number as usize - 1) as i64);
            let new = NewSupervision {
                official: Key::new(number),
                supervisor,
                kind: "administrative",
                from: Date(10),
                until: None,
                edition: 0,
            };
            supervision::insert(tx, &new).await?;
        }
    }
    Ok(offices)
}

async fn listed(db: &Db, actor: &Actor, action: Action) -> Vec<i64> {
    let mut conn = db.read().await.expect("a connection");
    let sql = format!("SELECT official.id FROM official WHERE {} ORDER BY official.id", Reach::condition(conn.dialect(), 1));
    let query = conn.query(sqlx::AssertSqlSafe(sql));
    Reach::of(actor, action, today()).bind(query).all(|row| row.get(0)).await.expect("a list")
}

async fn checked(db: &Db, actor: &Actor, action: Action) -> Vec<i64> {
    let mut conn = db.read().await.expect("a connection");
    let mut seen = Vec::new();
    for number in 1..=OFFICIALS {
        if permit(&mut conn, actor, action, Key::<Official>::new(number)).await.expect("an answer").is_some() {
            seen.push(number);
        }
    }
    seen
}

on_both! {
    async fn lists_and_checks_agree(db: TestDb) {
        let offices = db.write(7_u64, |tx, seed| random_service(tx, *seed).boxed()).await.expect("a service");
        let mut reached = 0;
        for (number, office) in offices.iter().enumerate() {
            let grants = vec![Grant { role: Role::Nodal, scope: Scope::Organisation(*office) }];
            let actor = Actor::sample(1, Some(number as i64 + 1), grants, today());
            for action in Action::ALL {
                let list = listed(&db, &actor, *action).await;
                assert_eq!(list, checked(&db, &actor, *action).await, "{action:?} of official {} with office {number}", number + 1);
                reached += list.len();
            }
        }
        assert!(reached > 100, "the random service is too small to show anything: {reached}");
    }

    async fn nobody_sees_the_levels_of_a_higher_pay_level(db: TestDb) {
        db.write(7_u64, |tx, seed| random_service(tx, *seed).boxed()).await.expect("a service");
        let mut conn = db.read().await.expect("a connection");
        let pay = conn.query("SELECT live_posting.official, position.pay_level FROM live_posting JOIN post ON post.id = live_posting.post \
            JOIN position ON position.id = post.position").all(|row| Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?))).await.expect("a list");
        let pay: std::collections::HashMap<i64, Option<i64>> = pay.into_iter().collect();
        let (mut reached, mut kept_out) = (0, 0);
        for supervisor in 1..=OFFICIALS {
            let actor = Actor::sample(1, Some(supervisor), Vec::new(), today());
            let own = pay[&supervisor].unwrap_or(99);
            for official in checked(&db, &actor, Action::Observe).await {
                assert!(pay.get(&official).copied().flatten().unwrap_or(0) <= own, "{supervisor} reaches {official}");
                reached += 1;
            }
            let all = people::supervision::supervised_by(1, 2);
            let team: Vec<i64> = conn.query(sqlx::AssertSqlSafe(all)).bind(supervisor).bind(today()).all(|row| row.get(0)).await.expect("a list");
            kept_out += team.iter().filter(|official| pay.get(official).copied().flatten().unwrap_or(0) > own).count();
        }
        assert!(reached > 5 && kept_out > 0, "{reached} reached, {kept_out} kept out");
    }

    async fn a_stranger_reaches_nobody_and_a_commission_everybody(db: TestDb) {
        db.write(3_u64, |tx, seed| random_service(tx, *seed).boxed()).await.expect("a service");
        let stranger = Actor::sample(9, None, Vec::new(), today());
        let commission = Actor::sample(8, None, vec![Grant { role: Role::Commission, scope: Scope::Everything }], today());
        assert!(listed(&db, &stranger, Action::ViewOffice).await.is_empty());
        assert_eq!(listed(&db, &commission, Action::ViewOffice).await.len() as i64, OFFICIALS);
        assert!(listed(&db, &commission, Action::ViewProfile).await.is_empty(), "figures, not levels by name");
    }
}
