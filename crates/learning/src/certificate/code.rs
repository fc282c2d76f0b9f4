//! The code by which a certificate is verified: 80 random bits in four groups of Crockford's base 32, `7K3M-Q2ZD-0H9V-XW4T`, which has no
//! letters that are mistaken for digits. What people type is folded before it is compared.

use kernel::Context;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 16;

/// A verification code in its written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationCode(String);

impl VerificationCode {
    /// Draws a code.
    pub fn draw(context: &Context) -> Self {
        let letters = context.bytes::<LETTERS>().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        Self::grouped(&letters)
    }

    /// Reads what was typed: any case, any grouping, `O` for zero, `I` and `L` for one.
    pub fn read(typed: &str) -> Option<Self> {
        let folded = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        let letters: Vec<char> = folded.take(LETTERS + 1).collect();
        let fits =
            letters.len() == LETTERS && letters.iter().all(|c| u8::try_from(*c).is_ok_and(|byte| ALPHABET.contains(&byte)));
        fits.then(|| Self::grouped(&letters))
    }

    fn grouped(letters: &[char]) -> Self {
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Self(groups.join("-"))
    }

    /// As written and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = VerificationCode::draw(&Context::held(Timestamp(0), 3));
        let typed =
            [code.as_str().to_lowercase(), code.as_str().replace('-', " "), code.as_str().replace('0', "o").replace('1', "l")];
        for typed in typed {
            assert_eq!(VerificationCode::read(&typed).as_ref(), Some(&code), "{typed}");
        }
        for wrong in ["", "7K3M", "7K3M-Q2ZD-0H9V-XW4T-0000", "7K3M-Q2ZD-0H9V-XW4U", "७७७७-Q2ZD-0H9V-XW4T"] {
            assert_eq!(VerificationCode::read(wrong), None, "{wrong}");
        }
    }
}
