//! Drafts of the next version of the starter framework: one that its unit is writing, with rows of a spreadsheet that wait for a decision;
//! one with each reviewer; and one that was refused and appealed against. All go through the use cases, by the accounts of the personas.

use std::path::Path;

use competency::difference::{Place, Sheet};
use competency::draft::{self, Deciding, DraftRefusal, NewDraft, NewRow, RowEdit, Step, Terms};
use kernel::{Key, LanguageText};
use people::grant::of_account;
use people::{Account, Actor, OfficialKey};
use store::{Db, Error, Failure, Outcome};
use uuid::Uuid;

use crate::REFERENCE;
use crate::error::FillError;

/// The framework that all of them change.
const FRAMEWORK: &str = "karmayogi-starter";
/// The organisation of the unit that writes for all governments.
const OFFICE: &str = "DOPT-TRG";

/// Rows of a spreadsheet, of which three name something that is not there as it is written.
const SPREADSHEET: &str = "role,competency,level\n\
    scheme-delivery,rural-development-schemes,3\n\
    scheme-delivery,Digital Fluency,2\n\
    panchayat-accounts,Data protecton,2\n\
    panchayat-accounts,Drone survey,1\n";

/// A draft of the demonstration: what it is about, the version, and rows that ask another level: role, competency, level.
struct Planned {
    title: &'static str,
    version: &'static str,
    levels: &'static [(&'static str, &'static str, &'static str)],
    /// Days until it shall be in force.
    days: i32,
}

const PANCHAYAT: Planned = Planned {
    title: "Online accounts of Panchayats",
    version: "2027.4",
    levels: &[("panchayat-accounts", "financial-management", "3")],
    days: 130,
};
const REPLIES: Planned = Planned {
    title: "Replies under the Right to Information Act",
    version: "2027.1",
    levels: &[("rti-handling", "rti", "3"), ("rti-handling", "noting-drafting", "3")],
    days: 40,
};
const DEVICES: Planned = Planned {
    title: "Safe use of devices in village offices",
    version: "2027.2",
    levels: &[("secure-computer-use", "cyber-hygiene", "3")],
    days: 70,
};
const GRIEVANCES: Planned = Planned {
    title: "Grievances at the doorstep",
    version: "2027.3",
    levels: &[("grievance-handling", "grievance-redressal", "4")],
    days: 100,
};

/// Writes them. `files` is a folder for the spreadsheet, which is gone afterwards.
pub(crate) async fn write(db: &Db, files: &Path) -> Result<(), FillError> {
    let [unit, technical] = [actor(db, "simran-sandhu").await?, actor(db, "reviewer1").await?];
    let open = begin(db, &unit, &PANCHAYAT).await?;
    fill_open(db, &unit, open, files).await?;
    let waiting = begin(db, &unit, &REPLIES).await?;
    step(db, &unit, waiting, (Step::Submit, 0, "The appellate authorities asked for it.")).await?;
    let returned = begin(db, &unit, &DEVICES).await?;
    step(db, &unit, returned, (Step::Submit, 0, "")).await?;
    step(
        db,
        &technical,
        returned,
        (Step::Return, 1, "Say in the activity which doubtful messages have to be reported, and to whom."),
    )
    .await?;
    let act =
        ("text_en", "Check messages, links and calls before acting and report doubtful ones to the nodal officer the same day");
    edit(db, &unit, returned, (Sheet::Activities, &["secure-computer-use", "secure-computer-use-2"], act)).await?;
    step(db, &unit, returned, (Step::Submit, 1, "The activity now says it.")).await?;
    step(db, &technical, returned, (Step::Accept, 2, "")).await?;
    let refused = begin(db, &unit, &GRIEVANCES).await?;
    step(db, &unit, refused, (Step::Submit, 0, "")).await?;
    step(
        db,
        &technical,
        refused,
        (Step::Refuse, 1, "Level 4 is the level of those who supervise; a village post cannot be asked it."),
    )
    .await?;
    step(
        db,
        &unit,
        refused,
        (Step::Appeal, 1, "In Bihar the village post decides alone under the Act on public grievances of 2015."),
    )
    .await
}

/// The account of a persona with its grants.
pub(crate) async fn actor(db: &Db, account: &str) -> Result<Actor, FillError> {
    let mut conn = db.read().await?;
    let found: (Key<Account>, Option<OfficialKey>) = conn
        .query("SELECT id, official FROM account WHERE name = $1")
        .bind(account)
        .one("account", |row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    let grants = of_account(&mut conn, found.0, REFERENCE).await?;
    Ok(Actor::sample(found.0.number(), found.1.map(Key::number), grants, REFERENCE))
}

async fn begin(db: &Db, unit: &Actor, planned: &Planned) -> Result<Uuid, FillError> {
    let new = NewDraft {
        actor: unit.clone(),
        framework: FRAMEWORK.to_owned(),
        organisation: OFFICE.to_owned(),
        title: planned.title.to_owned(),
        version: planned.version.to_owned(),
    };
    let id = draft::open(db, new).await.map_err(told)?;
    for &(role, competency, level) in planned.levels {
        edit(db, unit, id, (Sheet::RoleCompetencies, &[role, competency], ("level", level))).await?;
    }
    let from = db.context().today().plus_days(planned.days);
    let terms = Terms {
        title: planned.title.to_owned(),
        version: planned.version.to_owned(),
        effective_from: Some(from),
        grace_days: 90,
    };
    draft::set_terms(db, unit.clone(), id, terms).await.map_err(told)?;
    Ok(id)
}

type Cell<'a> = (Sheet, &'a [&'a str], (&'a str, &'a str));

async fn edit(db: &Db, unit: &Actor, id: Uuid, (sheet, key, (column, cell)): Cell<'_>) -> Result<(), FillError> {
    let rows = draft::rows_of(&mut db.read().await?, id).await?;
    let row = rows.into_iter().find(|row| row.sheet == sheet && row.stands() && Place::of(sheet, &row.cells).key == key);
    let row = row.ok_or_else(|| FillError::data("drafts", format!("no row {key:?}")))?;
    let mut cells = row.cells;
    cells.insert(column.to_owned(), cell.to_owned());
    let edit =
        RowEdit { actor: unit.clone(), draft: id, number: row.number, seen: row.revision, cells: cells.into_iter().collect() };
    draft::save_row(db, edit).await.map_err(told)?;
    Ok(())
}

/// A new activity with a document, what is critical about it, a comment, and the spreadsheet.
async fn fill_open(db: &Db, unit: &Actor, id: Uuid, files: &Path) -> Result<(), FillError> {
    let text = LanguageText::of(
        "Close the online cash book on the last working day of the month",
        "महीने के अंतिम कार्य दिवस पर ऑनलाइन रोकड़ बही बंद करना",
    );
    let new = |sheet, cells: &[(&str, &str)]| {
        let cells = cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
        draft::add_row(db, NewRow { actor: unit.clone(), draft: id, sheet, cells })
    };
    let (english, hindi) = (text.get(&kernel::Language::ENGLISH), text.get(&kernel::Language::HINDI));
    let role = ("role", "panchayat-accounts");
    let number = new(Sheet::Activities, &[role, ("code", "panchayat-accounts-4"), ("text_en", english), ("text_hi", hindi)])
        .await
        .map_err(told)?;
    let address = ("address", "https://egramswaraj.gov.in");
    let titles = [("title_en", "Handbook of the online Panchayat accounts"), ("title_hi", "ऑनलाइन पंचायत लेखा की पुस्तिका")];
    new(Sheet::Resources, &[role, ("code", "handbook"), titles[0], titles[1], address]).await.map_err(told)?;
    let mode = [("position", "gram-panchayat-secretary"), ("competency", "financial-management"), ("mode", "on-the-job")];
    new(Sheet::LearningModes, &mode).await.map_err(told)?;
    let words = "क्या यह सभी पंचायतों में एक ही दिन हो सकता है?".to_owned();
    draft::comment(db, unit.clone(), id, (Some(number), words)).await.map_err(told)?;
    std::fs::create_dir_all(files).map_err(|error| FillError::data("drafts", error.to_string()))?;
    let path = files.join("drafts-role_competencies.csv");
    std::fs::write(&path, SPREADSHEET).map_err(|error| FillError::data("drafts", error.to_string()))?;
    let uploaded = draft::upload(db, unit.clone(), id, (&path, "role_competencies.csv")).await.map_err(told);
    std::fs::remove_file(&path).map_err(|error| FillError::data("drafts", error.to_string()))?;
    uploaded.map(|_| ())
}

async fn step(db: &Db, who: &Actor, id: Uuid, (step, round, note): (Step, i64, &str)) -> Result<(), FillError> {
    let outcome: Outcome<_, DraftRefusal> =
        draft::decide(db, Deciding { actor: who.clone(), draft: id, step, round, note: note.to_owned() }).await;
    outcome.map(|_| ()).map_err(told)
}

fn told(failure: Failure<DraftRefusal>) -> FillError {
    match failure {
        Failure::Internal(error) => error.into(),
        other => Error::Writer(format!("drafts: {other:?}")).into(),
    }
}
