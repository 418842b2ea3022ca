//! Passwords that everybody tries first. Long ones are built from few ideas: a run of keys, a short
//! text repeated, a common word with digits around it.

/// Rows of keys and orders that fingers and minds know; read forwards, backwards and around.
const RUNS: [&str; 9] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()_+",
];

/// What is left of a common password without its digits and signs.
const WORDS: [&str; 84] = [
    "admin",
    "administrator",
    "adminadmin",
    "angel",
    "apple",
    "asdf",
    "asdfgh",
    "azerty",
    "baseball",
    "basketball",
    "batman",
    "buster",
    "changeme",
    "charlie",
    "chocolate",
    "computer",
    "cookie",
    "daniel",
    "default",
    "demo",
    "dragon",
    "estrella",
    "facebook",
    "flower",
    "football",
    "freedom",
    "fuckyou",
    "google",
    "guest",
    "hannah",
    "hello",
    "helloworld",
    "hunter",
    "iloveu",
    "iloveyou",
    "internet",
    "jennifer",
    "jessica",
    "jordan",
    "killer",
    "letmein",
    "liverpool",
    "login",
    "loveme",
    "lovely",
    "manchester",
    "master",
    "michael",
    "michelle",
    "monkey",
    "mustang",
    "mypassword",
    "mysecret",
    "newpassword",
    "nicole",
    "ninja",
    "nopassword",
    "passw",
    "passwd",
    "password",
    "passwordone",
    "passwort",
    "pokemon",
    "princess",
    "pw",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "root",
    "samsung",
    "secret",
    "shadow",
    "starwars",
    "summer",
    "sunshine",
    "superman",
    "test",
    "testing",
    "thomas",
    "tokencraft",
    "trustnoone",
    "welcome",
    "winter",
];

/// Whether a password is among the first that somebody would try.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    is_repeated(&lower) || is_run(&lower) || is_word(&lower)
}

/// Few characters over and over: `aaaaaaaaaa`, `abcabcabcabc`, `passwordpassword`.
fn is_repeated(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 2).any(|period| {
        let repeats = chars.iter().skip(period).zip(&chars).all(|(a, b)| a == b);
        repeats && period <= 8
    })
}

fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    RUNS.iter()
        .any(|run| run.contains(text) || run.contains(&backwards))
}

/// `P@ssw0rd2024!`, `welcome12345`, `Tokencraft!!`.
fn is_word(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphabetic() && !matches!(c, '@' | '$'));
    let plain = |one: char| -> String {
        bare.chars()
            .filter_map(|c| match c {
                '0' => Some('o'),
                '1' => Some(one),
                '3' => Some('e'),
                '4' | '@' => Some('a'),
                '5' | '$' => Some('s'),
                '7' => Some('t'),
                '!' => Some('i'),
                c if c.is_alphabetic() => Some(c),
                _ => None,
            })
            .collect()
    };
    let known = |word: &str| WORDS.contains(&word);
    // What is trimmed away decides nothing; what is inside is not chosen at random when the rest is
    // a common word.
    ['i', 'l'].into_iter().any(|one| known(&plain(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_common() {
        for password in [
            "aaaaaaaaaa",
            "1212121212",
            "passwordpassword",
            "1234567890",
            "0987654321",
            "qwertyuiop",
            "QWERTYUIOP",
            "1q2w3e4r5t6y",
            "abcdefghijkl",
            "password123",
            "Password123!",
            "P@ssw0rd2024",
            "welcome12345",
            "1234password",
            "letmein!!!!",
            "tokencraft1",
            "admin-admin",
            "iloveyou1234",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_takes_thought_is_not() {
        for password in [
            "correct horse battery",
            "violet harbour 42",
            "Password of the old mill",
            "xK3kQz81pLw0",
            "ninety-nine red",
            "пароль и мир",
            "9071264835",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }
}
