//! Starting the tests of a course: its quizzes and its assessment.

use assessment::attempt::{self, AttemptRefusal, Start};
use kernel::{Key, Language};
use people::OfficialKey;
use store::{Db, Failure, Outcome};
use uuid::Uuid;

use super::domain::{Kind, Place};
use super::store as sql;
use crate::enrolment::{self, Held, Purpose, State};

/// The wish to take a test of a course.
#[derive(Clone, Debug)]
pub(super) struct TakeTest {
    pub(super) official: OfficialKey,
    /// The code of the course.
    pub(super) course: String,
    pub(super) purpose: Purpose,
    pub(super) language: Language,
}

/// Starts or continues a test; only within an active enrolment.
pub(super) async fn take_test(db: &Db, command: &TakeTest) -> Outcome<Uuid, AttemptRefusal> {
    let mut conn = db.read().await?;
    let held = enrolment::of_course(&mut conn, command.official, &command.course).await?;
    let held = held.filter(|held| held.state == State::Active).ok_or(Failure::Denied)?;
    let test = match command.purpose {
        Purpose::Assessment => held.test,
        Purpose::Quiz(number) => {
            let outline = sql::outline(&mut conn, command.official, &held).await?;
            outline.into_iter().find(|line| line.number == number && line.kind == Kind::Quiz).and_then(|line| line.test)
        }
    };
    drop(conn);
    let test = test.ok_or(Failure::Denied)?;
    attempt::service::start(db, start(command, &held, test)).await
}

fn start(command: &TakeTest, held: &Held, test: Key<assessment::Test>) -> Start {
    let return_path = match command.purpose {
        Purpose::Assessment => format!("/learn/{}/result", command.course),
        Purpose::Quiz(object) => Place { object, segment: 0 }.path(&command.course),
    };
    let language = super::domain::shown_in(held, &command.language);
    Start { official: command.official, test, language, purpose_ref: command.purpose.reference(held.id), return_path }
}
