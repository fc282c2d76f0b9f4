//! Signed statements: what is refused, and that a certificate is believed only when its key made the signature.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RsaEncoding, RsaKeyPair};
use standards::xapi::{Json, signature};

const KEY: &[u8] = include_bytes!("signer/key.der");
const OTHER_KEY: &[u8] = include_bytes!("signer/other-key.der");
const CERTIFICATE: &[u8] = include_bytes!("signer/certificate.der");

const STATEMENT: &str = r#"{"actor":{"mbox":"mailto:a@e.in"},"verb":{"id":"http://e.in/v"},"object":{"id":"http://e.in/o"}}"#;

fn statement() -> Json {
    let attachments = r#""attachments":[{"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"x"},"contentType":"application/octet-stream","length":1,"sha2":"x"}]"#;
    let open = STATEMENT.strip_suffix('}').expect("an object");
    Json::parse(format!("{open},{attachments}}}").as_bytes()).expect("JSON")
}

fn sign(header: &str, payload: &str, key: &[u8], encoding: &'static dyn RsaEncoding) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let key = RsaKeyPair::from_der(key).expect("a key");
    let mut mark = vec![0; key.public().modulus_len()];
    key.sign(encoding, &SystemRandom::new(), text.as_bytes(), &mut mark).expect("a signature");
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mark))
}

fn check(text: &str) -> Result<(), &'static str> {
    signature::check(text.as_bytes(), &statement())
}

#[test]
fn a_signature_is_believed_when_its_certificate_made_it() {
    let chain = |algorithm: &str| format!(r#"{{"alg":"{algorithm}","x5c":["{}"]}}"#, STANDARD.encode(CERTIFICATE));
    assert_eq!(check(&sign(&chain("RS256"), STATEMENT, KEY, &RSA_PKCS1_SHA256)), Ok(()));
    assert_eq!(check(&sign(&chain("RS384"), STATEMENT, KEY, &RSA_PKCS1_SHA384)), Ok(()));
    assert!(check(&sign(&chain("RS256"), STATEMENT, OTHER_KEY, &RSA_PKCS1_SHA256)).is_err(), "another key");
    assert!(check(&sign(&chain("RS512"), STATEMENT, KEY, &RSA_PKCS1_SHA256)).is_err(), "another algorithm");
    for broken in [r#"{"alg":"RS256","x5c":[]}"#, r#"{"alg":"RS256","x5c":["AAAA"]}"#, r#"{"alg":"RS256","x5c":"?"}"#] {
        assert!(check(&sign(broken, STATEMENT, KEY, &RSA_PKCS1_SHA256)).is_err(), "{broken}");
    }
}

#[test]
fn a_signature_without_certificates_must_still_be_over_the_statement() {
    let plain = r#"{"alg":"RS256"}"#;
    assert_eq!(check(&sign(plain, STATEMENT, KEY, &RSA_PKCS1_SHA256)), Ok(()));
    assert!(check(&sign(plain, &STATEMENT.replace("/o", "/other"), KEY, &RSA_PKCS1_SHA256)).is_err());
    assert!(check(&sign(plain, "{'actor':1}", KEY, &RSA_PKCS1_SHA256)).is_err());
    for algorithm in [r#"{"alg":"HS256"}"#, r#"{"alg":"none"}"#, "{}", "x"] {
        assert!(check(&sign(algorithm, STATEMENT, KEY, &RSA_PKCS1_SHA256)).is_err(), "{algorithm}");
    }
    for text in ["", "a.b", "a.b.c.d", "?.?.?"] {
        assert!(check(text).is_err(), "{text}");
    }
}
