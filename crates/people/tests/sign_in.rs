//! Signing in, on both databases.

use kernel::Key;
use kernel::time::MINUTE;
use people::Account;
use people::account::service::{AccountRefusal, ChangePassword, change_password, create_token, prove};
use people::account::{IdentifierKind, NewAccount, Password, insert};
use store::{Db, Failure, FutureExt, Outcome, Tx};
use testing::on_both;

async fn make(tx: &mut Tx, password: &Password) -> Outcome<Key<Account>, ()> {
    let identifiers = [(IdentifierKind::Mobile, "+91 98765 43210"), (IdentifierKind::Email, "Asha@bihar.gov.in")];
    let new = NewAccount { password: Some(password), must_change: true, identifiers: &identifiers, ..NewAccount::of("BR-1042") };
    Ok(insert(tx, &new).await?)
}

async fn account(db: &Db, password: Password) -> Key<Account> {
    db.write(password, |tx, password| make(tx, password).boxed()).await.expect("an account")
}

fn refusal<T>(outcome: Outcome<T, AccountRefusal>) -> AccountRefusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        _ => panic!("not refused"),
    }
}

on_both! {
    async fn any_identifier_opens_the_account_however_it_is_typed(db: TestDb) {
        let account = account(&db, Password::keep(db.context(), "correct horse 42").expect("kept")).await;
        for typed in ["br-1042", "098765 43210", " ASHA@bihar.gov.in"] {
            let proven = prove(&db, typed, "correct horse 42").await.expect("proven");
            assert_eq!((proven.account, proven.must_change), (account, true), "{typed}");
        }
    }

    async fn guessing_is_stopped_and_the_right_password_waits_too(db: TestDb) {
        account(&db, Password::keep(db.context(), "correct horse 42").expect("kept")).await;
        for _ in 0..5 {
            assert_eq!(refusal(prove(&db, "BR-1042", "guess").await), AccountRefusal::Wrong);
        }
        assert_eq!(refusal(prove(&db, "br-1042", "correct horse 42").await), AccountRefusal::Blocked(1));
        db.context().advance(2 * MINUTE);
        prove(&db, "BR-1042", "correct horse 42").await.expect("proven after waiting");
    }

    async fn an_unknown_identifier_looks_like_a_wrong_password(db: TestDb) {
        assert_eq!(refusal(prove(&db, "nobody", "guess").await), AccountRefusal::Wrong);
    }

    async fn a_first_password_is_replaced_by_a_chosen_one(db: TestDb) {
        let (printed, first) = Password::first(db.context());
        let account = account(&db, first).await;
        let change = |present: &str, new: [&str; 2]| ChangePassword {
            account, session: Vec::new(), present: present.to_owned(), new: new.map(str::to_owned),
        };
        assert_eq!(refusal(change_password(&db, change(&printed, ["short", "short"])).await), AccountRefusal::TooShort);
        assert_eq!(refusal(change_password(&db, change(&printed, ["long enough 1", "long enough 2"])).await), AccountRefusal::Differ);
        assert_eq!(refusal(change_password(&db, change("wrong", ["long enough 1", "long enough 1"])).await), AccountRefusal::Wrong);
        change_password(&db, change(&printed, ["long enough 1", "long enough 1"])).await.expect("changed");
        let proven = prove(&db, "BR-1042", "long enough 1").await.expect("proven");
        assert!(!proven.must_change);
        assert_eq!(refusal(prove(&db, "BR-1042", &printed).await), AccountRefusal::Wrong);
    }

    async fn a_token_is_made_for_an_existing_account_only(db: TestDb) {
        account(&db, Password::first(db.context()).1).await;
        assert_eq!(create_token(&db, "BR-1042").await.expect("a token").len(), 43);
        assert_eq!(refusal(create_token(&db, "nobody").await), AccountRefusal::Unknown);
    }
}
