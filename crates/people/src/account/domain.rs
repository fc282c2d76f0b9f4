//! How identifiers are folded and passwords kept.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Context;
use sha2::{Digest, Sha256};

/// What an identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierKind {
    /// The name of the account.
    Name,
    /// The employee code.
    Code,
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
}

impl IdentifierKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::Mobile => "mobile",
            Self::Email => "email",
        }
    }
}

/// The form in which identifiers are compared: lower case without blanks; an Indian mobile number without its country code or leading zero.
pub fn fold_identifier(typed: &str) -> String {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let digits: String = bare.chars().filter(|c| !matches!(c, '-' | '+' | '(' | ')')).collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        12 if is_number && digits.starts_with("91") => digits[2..].to_owned(),
        11 if is_number && digits.starts_with('0') => digits[1..].to_owned(),
        10 if is_number => digits,
        _ => bare,
    }
}

/// A kept password.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Prefix of a kept first password.
const FIRST: &str = "first:";

impl Password {
    /// Keeps a password that a person chose: argon2id with 19 MiB, two passes, one lane (OWASP's first recommendation).
    pub fn keep(context: &Context, password: &str) -> Result<Self, String> {
        let salt = context.bytes::<16>();
        let kept = argon2().hash_password_with_salt(password.as_bytes(), &salt).map_err(|error| error.to_string())?;
        Ok(Self(kept.to_string()))
    }

    /// Makes a one-time first password of 80 random bits: what is printed, and what is kept.
    pub fn first(context: &Context) -> (String, Self) {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let letters: String = context.bytes::<16>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        let printed = [&letters[..4], &letters[4..8], &letters[8..12], &letters[12..]].join("-");
        let kept = Self(format!("{FIRST}{}", hex(&token_digest(&printed))));
        (printed, kept)
    }

    /// Reads the kept form.
    pub fn from_kept(kept: String) -> Self {
        Self(kept)
    }

    /// The kept form.
    pub fn kept(&self) -> &str {
        &self.0
    }

    /// Whether this is the password. Takes about 20 ms of a processor for a chosen one, on purpose.
    pub fn is(&self, typed: &str) -> bool {
        match self.0.strip_prefix(FIRST) {
            Some(digest) => digest == hex(&token_digest(typed.trim())),
            None => PasswordVerifier::<str>::verify_password(&argon2(), typed.as_bytes(), &self.0).is_ok(),
        }
    }
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// A new token of 256 random bits, as it is handed out.
pub(crate) fn new_token(context: &Context) -> String {
    URL_SAFE_NO_PAD.encode(context.bytes::<32>())
}

/// What is kept of a token.
pub fn token_digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn identifiers_are_the_same_however_they_are_typed() {
        for (typed, folded) in [
            (" Asha.Devi@Bihar.gov.in ", "asha.devi@bihar.gov.in"),
            ("+91 98765-43210", "9876543210"),
            ("098765 43210", "9876543210"),
            ("BR-1042", "br-1042"),
        ] {
            assert_eq!(fold_identifier(typed), folded);
        }
    }

    #[test]
    fn a_kept_password_knows_its_own() {
        let context = Context::held(Timestamp(0), 1);
        let chosen = Password::keep(&context, "घर की चाबी 42").expect("kept");
        assert!(chosen.is("घर की चाबी 42") && !chosen.is("42"));
        assert!(chosen.kept().starts_with("$argon2id$"));
        let (printed, first) = Password::first(&context);
        assert!(first.is(&printed) && !first.is("wrong") && !first.kept().contains(&printed));
    }
}
