//! Identifiers of CASE: UUIDs of version 5 (RFC 9562), because CASE admits versions 1 to 5 and the ids outside are of version 7.
//!
//! Each follows from the id outside of a thing that keeps its identity (framework, competency, role, position) and a name below it, so
//! that indicators, levels, work activities and associations have the same identifier after each import and in each version.

use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

/// The UUID of version 5 for a name in a namespace.
pub fn derived(namespace: Uuid, name: &str) -> Uuid {
    let digest = Sha1::new().chain_update(namespace.as_bytes()).chain_update(name.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_function_of_the_standard() {
        // RFC 9562, appendix A.4: the namespace of DNS names and www.example.com.
        let dns = Uuid::parse_str("6ba7b810-9dad-11d1-80b4-00c04fd430c8").expect("a UUID");
        assert_eq!(derived(dns, "www.example.com").to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }
}
