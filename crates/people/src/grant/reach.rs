//! The one rule for one object and for lists: which officials an actor reaches with an action, as an SQL condition on `official.id`.

use kernel::{Date, Key};
use sqlx::AssertSqlSafe;
use store::{Conn, Dialect, Error, Query};

use super::domain::{Action, Relation, Scope, allows};
use crate::posting;
use crate::session::Actor;
use crate::supervision;
use crate::{Official, Organisation};

/// Whom an actor reaches with one action. Binds [`Reach::PARAMETERS`] parameters, always in the same order.
#[derive(Clone, Debug)]
pub struct Reach {
    everyone: bool,
    own: i64,
    supervisor: i64,
    organisations: String,
    territories: String,
    services: Vec<String>,
    today: Date,
}

/// Proof that the actor may do this to this official. Only [`permit`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Permit {
    official: Key<Official>,
    action: Action,
}

impl Permit {
    /// To whom.
    pub const fn official(&self) -> Key<Official> {
        self.official
    }

    /// What.
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// A key that no row has.
const NOBODY: i64 = -1;

impl Reach {
    /// Parameters that [`Reach::bind`] binds.
    pub const PARAMETERS: usize = 7;

    /// Whom `actor` reaches with `action` on `today`.
    pub fn of(actor: &Actor, action: Action, today: Date) -> Self {
        let official = actor.official().map_or(NOBODY, Key::number);
        let related = |relation: Relation| if relation.allows(action) { official } else { NOBODY };
        let scopes: Vec<&Scope> =
            actor.grants().iter().filter(|grant| allows(grant.role, action)).map(|grant| &grant.scope).collect();
        let numbers =
            |pick: fn(&Scope) -> Option<i64>| format!("{:?}", scopes.iter().filter_map(|scope| pick(scope)).collect::<Vec<_>>());
        Self {
            everyone: scopes.contains(&&Scope::Everything),
            own: related(Relation::Own),
            supervisor: related(Relation::Supervisor),
            organisations: numbers(|scope| if let Scope::Organisation(key) = scope { Some(key.number()) } else { None }),
            territories: numbers(|scope| if let Scope::Territory(key) = scope { Some(key.number()) } else { None }),
            services: scopes
                .iter()
                .filter_map(|scope| if let Scope::Service(code) = scope { Some(code.clone()) } else { None })
                .collect(),
            today,
        }
    }

    /// The condition on a row of `official`; its parameters are numbered from `first`. A supervisor does not reach whoever has a higher pay
    /// level (programme: nobody sees the levels of a higher pay level); who has none can be reached.
    pub fn condition(dialect: Dialect, first: usize) -> String {
        let [everyone, own, supervisor, organisations, territories, services, today] = std::array::from_fn(|n| first + n);
        let supervised = supervision::supervised_by(supervisor, today);
        let current = posting::is_current("live_posting", today);
        let (their_pay, own_pay) =
            (posting::pay_level("official.id", today), posting::pay_level(&format!("${supervisor}"), today));
        let (organisations, territories) = (dialect.integers(organisations), dialect.integers(territories));
        format!(
            "(${everyone} OR official.id = ${own} \
             OR (official.id IN ({supervised}) AND COALESCE({their_pay}, 0) <= COALESCE({own_pay}, 99)) \
             OR EXISTS (SELECT 1 FROM live_posting JOIN post ON post.id = live_posting.post \
                JOIN organisation_closure ON organisation_closure.descendant = post.organisation \
                WHERE live_posting.official = official.id AND {current} \
                AND organisation_closure.ancestor IN (SELECT value FROM {organisations})) \
             OR EXISTS (SELECT 1 FROM live_posting JOIN post ON post.id = live_posting.post \
                JOIN organisation ON organisation.id = post.organisation JOIN territory ON territory.id = organisation.territory \
                WHERE live_posting.official = official.id AND {current} \
                AND (territory.id IN (SELECT value FROM {territories}) OR territory.parent IN (SELECT value FROM {territories}))) \
             OR official.service = ${services})"
        )
    }

    /// Binds the parameters of [`Reach::condition`].
    pub fn bind<'c>(&self, query: Query<'c>) -> Query<'c> {
        query
            .bind(self.everyone)
            .bind(self.own)
            .bind(self.supervisor)
            .bind(&self.organisations)
            .bind(&self.territories)
            .bind(self.services.first().cloned())
            .bind(self.today)
    }
}

/// Whether `actor` may do `action` to `official`: the condition of [`Reach`], asked of one.
pub async fn permit(conn: &mut Conn, actor: &Actor, action: Action, official: Key<Official>) -> Result<Option<Permit>, Error> {
    let permit = Permit { official, action };
    if Relation::Own.allows(action) && actor.official() == Some(official) {
        return Ok(Some(permit));
    }
    let today = actor.today();
    let sql = format!("SELECT 1 FROM official WHERE official.id = $1 AND {}", Reach::condition(conn.dialect(), 2));
    let query = Reach::of(actor, action, today).bind(conn.query(AssertSqlSafe(sql)).bind(official));
    query.optional(|_| Ok(permit)).await
}

/// Of these organisations, those whose figures `actor` may see: they lie in the subtree or the territory of a grant.
pub async fn visible_offices(
    conn: &mut Conn,
    actor: &Actor,
    organisations: &[Key<Organisation>],
) -> Result<Vec<Key<Organisation>>, Error> {
    reached_offices(conn, actor, Action::ViewOffice, organisations).await
}

/// Of these organisations, those for which `actor` may do `action`: they lie in the subtree or the territory of a grant.
pub async fn reached_offices(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    organisations: &[Key<Organisation>],
) -> Result<Vec<Key<Organisation>>, Error> {
    let reach = Reach::of(actor, action, actor.today());
    let dialect = conn.dialect();
    let sql = format!(
        "SELECT organisation.id FROM organisation LEFT JOIN territory ON territory.id = organisation.territory \
         WHERE organisation.id IN (SELECT value FROM {}) AND ($2 \
         OR EXISTS (SELECT 1 FROM organisation_closure WHERE descendant = organisation.id AND ancestor IN (SELECT value FROM {})) \
         OR territory.id IN (SELECT value FROM {territories}) OR territory.parent IN (SELECT value FROM {territories}))",
        dialect.integers(1),
        dialect.integers(3),
        territories = dialect.integers(4),
    );
    let asked = format!("{:?}", organisations.iter().map(|organisation| organisation.number()).collect::<Vec<_>>());
    let query = conn.query(AssertSqlSafe(sql)).bind(asked).bind(reach.everyone).bind(reach.organisations).bind(reach.territories);
    query.all(|row| row.get(0)).await
}

/// Whether a grant lets `actor` do `action` to the framework of this code, wherever.
pub fn reaches_framework(actor: &Actor, action: Action, code: &str) -> bool {
    let reaches = |scope: &Scope| match scope {
        Scope::Everything => true,
        Scope::Framework(framework) => framework == code,
        Scope::Organisation(_) | Scope::Territory(_) | Scope::Service(_) => false,
    };
    actor.grants().iter().any(|grant| allows(grant.role, action) && reaches(&grant.scope))
}

/// Whether `actor` may see the figures of an organisation.
pub async fn can_see_office(conn: &mut Conn, actor: &Actor, organisation: Key<Organisation>) -> Result<bool, Error> {
    Ok(!visible_offices(conn, actor, &[organisation]).await?.is_empty())
}
