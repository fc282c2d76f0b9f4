//! What governments have accepted, and the overlay of a department: Bihar's Rural Development Department asks help in floods of the
//! secretaries of its Gram Panchayats, adds a work activity, and says a level in its own Hindi. Through the use cases, by the personas.

use competency::overlay::{self, About, Deciding, ItemEdit, ItemKind, NewOverlay, OverlayRefusal, Step, Terms};
use kernel::{Language, LanguageText, Level};
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use crate::drafts::actor;
use crate::error::{self, FillError};

/// The framework.
const FRAMEWORK: &str = "karmayogi-starter";
/// The unit's organisation.
const OFFICE: &str = "BR-RDD";

/// All governments of the demonstration have accepted the framework with its publication.
pub(crate) async fn accept(db: &Db) -> Result<(), FillError> {
    db.write((), |tx, ()| accepted(tx).boxed()).await.map_err(error::of_store)?;
    Ok(())
}

async fn accepted(tx: &mut Tx) -> Outcome<(), ()> {
    let at = crate::crew::made_at();
    tx.execute(
        "INSERT INTO floor_acceptance (organisation, framework, from_date, grace_days, rests_on, accepted_by, accepted_at, in_force) \
         SELECT organisation.id, framework_version.framework, framework_version.published, 90, '', NULL, $1, TRUE \
         FROM organisation, framework_version WHERE organisation.kind = 'government'",
    )
    .bind(at)
    .run()
    .await?;
    tx.execute(
        "INSERT INTO floor_step (organisation, framework, number, step, day, account, at, note) \
         SELECT organisation, framework, 1, 'accept', from_date, NULL, accepted_at, rests_on FROM floor_acceptance",
    )
    .run()
    .await?;
    Ok(())
}

/// What one item says: kind, of what, its code, and what of it.
type Subject = (ItemKind, About, &'static str, &'static str);

/// Writes the overlay, has it reviewed by another and brings it into force.
pub(crate) async fn write(db: &Db) -> Result<(), FillError> {
    let [unit, reviewer] = [actor(db, "ifu").await?, actor(db, "nodal").await?];
    let title = "Floods, and the Act on public grievances of 2015".to_owned();
    let new = NewOverlay {
        actor: unit.clone(),
        organisation: OFFICE.to_owned(),
        framework: FRAMEWORK.to_owned(),
        title: title.clone(),
    };
    let id = overlay::open(db, new).await.map_err(told)?;
    let put = async |(kind, about, code, part): Subject, level: Option<Level>, texts: LanguageText, reason: &str| {
        let (code, part, reason) = (code.to_owned(), part.to_owned(), reason.to_owned());
        let edit = ItemEdit { actor: unit.clone(), overlay: id, seen: None, kind, about, code, part, level, texts, reason };
        overlay::put_item(db, edit).await.map(|_| ()).map_err(told)
    };
    let floods = (ItemKind::Ask, About::Position, "gram-panchayat-secretary", "disaster-relief");
    put(floods, Some(Level::ONE), LanguageText::default(), "Most Panchayats of the state lie where rivers flood each year.")
        .await?;
    let register = LanguageText::of(
        "Enter each complaint in the register of the Bihar Act of 2015 and tell the complainant the day of the hearing",
        "हर परिवाद को बिहार लोक शिकायत निवारण अधिकार अधिनियम, 2015 की पंजी में दर्ज करना और परिवादी को सुनवाई का दिन बताना",
    );
    let activity = (ItemKind::Activity, About::Role, "grievance-handling", "grievance-handling-br-1");
    put(activity, None, register, "Bihar Right to Public Grievance Redressal Act, 2015.").await?;
    let words = LanguageText::default().with(
        Language::HINDI,
        "सात निश्चय और जल-जीवन-हरियाली सहित राज्य और केंद्र की योजनाओं का साधारण काम अकेले पूरा करते हैं: पात्र परिवार चुनते हैं, किस्तों का हिसाब रखते हैं और वार्ड सभा में बताते हैं।",
    );
    let descriptor = (ItemKind::Words, About::Competency, "rural-development-schemes", "2");
    put(descriptor, None, words, "The schemes of the state are named as people here know them.").await?;
    let today = db.context().today();
    overlay::set_terms(db, unit.clone(), id, Terms { title, effective_from: Some(today), grace_days: 90 }).await.map_err(told)?;
    for (who, step, round) in [(&unit, Step::Submit, 0), (&reviewer, Step::Accept, 1)] {
        let deciding = Deciding { actor: who.clone(), overlay: id, step, round, note: String::new() };
        overlay::decide(db, deciding).await.map_err(told)?;
    }
    overlay::publish_due(db, today).await.map_err(error::of_store)?;
    Ok(())
}

fn told(failure: Failure<OverlayRefusal>) -> FillError {
    match failure {
        Failure::Internal(error) => error.into(),
        other => Error::Writer(format!("overlays: {other:?}")).into(),
    }
}
