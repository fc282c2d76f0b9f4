//! Whether officials will be able to sign in: an employee code must be free, a number or address should be.

use std::collections::HashMap;

use store::{Conn, Error};

use super::columns::Sheet;
use super::index::Index;
use super::report::{Fault, FaultCode, Findings};
use super::rows::OfficialRow;
use super::store::{self as sql, Found};
use crate::account::fold_identifier;

/// Looks at the identifiers of some officials and counts the accounts that they need.
pub(super) async fn examine(
    conn: &mut Conn,
    rows: &[(u64, OfficialRow)],
    stored: &HashMap<String, Found<OfficialRow>>,
    (index, findings): (&mut Index, &mut Findings),
) -> Result<u64, Error> {
    let folded: Vec<String> = rows.iter().flat_map(|(_, row)| all_of(row).into_iter().map(|(_, folded)| folded)).collect();
    let owners = sql::owners(conn, &folded.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    for (number, row) in rows {
        let name = fold_identifier(&row.code);
        if let Some(first) = index.names.insert(name.as_str().into(), *number).filter(|first| first != number) {
            let reason = format!(
                "the employee code of row {first} is the same but for case or spelling; nobody could tell whose it is at sign-in"
            );
            findings.fault(at(*number, "code", FaultCode::Duplicate, reason));
        }
        if owners.get(&name).is_some_and(|owner| *owner != row.code) {
            let reason = "another account already signs in with this employee code".to_owned();
            findings.fault(at(*number, "code", FaultCode::AccountTaken, reason));
        }
        examine_contacts((*number, row), &owners, index, findings);
    }
    let (current, _) = sql::editions(conn).await?;
    let codes: Vec<&str> = rows.iter().map(|(_, row)| row.code.as_str()).collect();
    let have = sql::with_account(conn, &codes, current).await?;
    let is_erased = |code: &str| stored.get(code).is_some_and(|found| found.row.person.is_none());
    Ok(codes.iter().filter(|code| !have.contains(**code) && !is_erased(code)).count() as u64)
}

fn examine_contacts(
    (number, row): (u64, &OfficialRow),
    owners: &HashMap<String, String>,
    index: &mut Index,
    findings: &mut Findings,
) {
    for (column, folded) in row.person.iter().flat_map(|person| person.identifiers()) {
        let first = *index.contacts.entry(folded.as_str().into()).or_insert(number);
        let holder = match owners.get(&folded) {
            Some(owner) if *owner != row.code => "another account of the store".to_owned(),
            None if first != number => format!("the official of row {first}"),
            _ => continue,
        };
        let reason =
            format!("{holder} already signs in with this; it is kept as a contact, but this official signs in otherwise");
        findings.notice(at(number, column, FaultCode::IdentifierShared, reason));
    }
}

fn all_of(row: &OfficialRow) -> Vec<(&'static str, String)> {
    let code = [("code", fold_identifier(&row.code))];
    code.into_iter().chain(row.person.iter().flat_map(|person| person.identifiers())).collect()
}

fn at(row: u64, column: &str, code: FaultCode, reason: String) -> Fault {
    Fault { sheet: Some(Sheet::Officials), row, column: column.to_owned(), code, reason }
}
