//! Signed statements (part 2, 2.6): an attachment that is a JSON web signature (RFC 7515) over the statement as it was before.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, UnparsedPublicKey,
};
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::json::Json;
use super::{SIGNATURE, equal};

/// The media type that a signature must have.
pub const MEDIA_TYPE: &str = "application/octet-stream";

/// Checks a signature against the statement that it came with: its form, its algorithm (RS256, RS384 or RS512), that its payload is that
/// statement without signatures, and, when the header carries certificates (`x5c`), that the first one's key made it. A signature without
/// certificates says who signed only to those who know the key; the standard then asks for no more.
pub fn check(signature: &[u8], statement: &Json) -> Result<(), &'static str> {
    let text = std::str::from_utf8(signature).map_err(|_| "the signature is not a JSON web signature")?;
    let pieces: Vec<&str> = text.trim().split('.').collect();
    let [head, payload, mark] = pieces[..] else { return Err("the signature is not a JSON web signature") };
    let decode = |piece| URL_SAFE_NO_PAD.decode(piece).map_err(|_| "the signature is not base64url");
    let header = Json::parse(&decode(head)?).map_err(|_| "the header of the signature is not JSON")?;
    let algorithm = match header.get("alg").and_then(Json::as_text) {
        Some("RS256") => &RSA_PKCS1_2048_8192_SHA256,
        Some("RS384") => &RSA_PKCS1_2048_8192_SHA384,
        Some("RS512") => &RSA_PKCS1_2048_8192_SHA512,
        _ => return Err("the algorithm of the signature must be RS256, RS384 or RS512"),
    };
    let signed = Json::parse(&decode(payload)?).map_err(|_| "the payload of the signature is not JSON")?;
    if !is_same(&signed, statement) {
        return Err("the payload of the signature is not the statement");
    }
    let mark = decode(mark)?;
    match header.get("x5c") {
        None => Ok(()),
        Some(chain) => verify(chain, algorithm, format!("{head}.{payload}").as_bytes(), &mark),
    }
}

fn is_same(signed: &Json, statement: &Json) -> bool {
    let Json::Object(mut bare) = statement.clone() else { return false };
    if let Some(Json::Array(attachments)) = bare.get_mut("attachments") {
        attachments.retain(|attachment| attachment.get("usageType").and_then(Json::as_text) != Some(SIGNATURE));
    }
    let same_id = signed.get("id").zip(bare.get("id")).is_none_or(|(one, other)| one == other);
    same_id && equal::statements(signed, &bare.into())
}

fn verify(chain: &Json, algorithm: &'static RsaParameters, signed: &[u8], mark: &[u8]) -> Result<(), &'static str> {
    let first = chain.as_array().and_then(|chain| chain.first()?.as_text()).ok_or("x5c holds no certificate")?;
    let der = STANDARD.decode(first).map_err(|_| "x5c is not base64")?;
    let certificate = Certificate::from_der(&der).map_err(|_| "x5c is not an X.509 certificate")?;
    let key = certificate.tbs_certificate.subject_public_key_info.subject_public_key;
    let key = key.as_bytes().ok_or("the certificate of x5c has no usable key")?;
    UnparsedPublicKey::new(algorithm, key).verify(signed, mark).map_err(|_| "the signature does not fit the certificate of x5c")
}
