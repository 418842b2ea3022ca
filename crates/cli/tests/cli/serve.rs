//! `tokencraft serve`: starting, ending, and what is said when it cannot.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use insta::assert_snapshot;
use tokencraft_testing::both_databases;

use crate::support::Shell;

both_databases! {
    async fn it_says_once_where_it_listens_and_ends_when_asked(test: TestDb) {
        let shell = Shell::over(test).await;
        let server = shell.serve(&[]);
        server.client("dtk_x").get("/workspaces").await.expect(401);
        let log = shell.path("log");
        server.signal("TERM");
        let (status, rest) = server.end();
        assert_eq!(status.code(), Some(0));
        let [line] = rest.lines().collect::<Vec<_>>()[..] else {
            panic!("one line: {rest}");
        };
        let (token, advice) = line.strip_prefix("set-up token: ").unwrap().split_at(64);
        assert!(token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
        let address = advice.strip_prefix(" (it makes the first account, at http://127.0.0.1:").unwrap();
        assert!(address.ends_with("/setup)"), "{line}");
        assert!(!std::fs::read_to_string(log).unwrap().contains("ERROR"));
    }

    async fn the_demos_line_works_as_pasted(test: TestDb) {
        let shell = Shell::over(test).await;
        let mut server = shell.serve(&["--demo"]);
        let said = server.lines(15);
        assert_snapshot!("demo", shown(&said));
        let (_, lines) = said.split_once("Export CSS:").unwrap();
        let (one, all) = lines.split_once("Export what Production serves:").unwrap();
        let printed = |line: &str| {
            let output = Command::new("sh").arg("-c").arg(line).output();
            String::from_utf8(output.unwrap().stdout).unwrap()
        };
        let css = printed(one);
        assert!(css.starts_with(":root {") && css.trim_end().ends_with('}'), "{css}");
        // One colour was released before it became what it is now.
        let released = printed(all);
        assert!(released.contains("--palette-violet-600: oklch(0.54 0.2 265);"), "{released}");
        assert!(css.contains("--palette-violet-600: oklch(0.54 0.2 285);"), "{css}");
        server.stop();

        let mut again = shell.serve(&["--demo"]);
        assert_snapshot!("demo_again", shown(&again.lines(15)));
        again.stop();
    }

    async fn a_demo_is_not_made_where_people_work(test: TestDb) {
        let shell = Shell::over(test).await;
        shell.stored(&["admin", "create-user", "--email", "a@example.com"]).expect(0);
        let mut server = shell.serve(&["--demo"]);
        assert_snapshot!("no_demo", server.lines(2));
        server.stop();
        let list = shell.stored(&["admin", "list-users"]).expect(0).stdout;
        assert_eq!(list.lines().count(), 1);
    }
}

/// The demo's words without what is new at every start.
fn shown(said: &str) -> String {
    let words = said.split_inclusive([' ', '\n', '"', '/']).map(|word| {
        let bare = word.trim_end_matches([' ', '\n', '"', '/']);
        let is_password = bare.len() == 20 && bare.chars().all(|c| c.is_ascii_alphanumeric());
        if bare.starts_with("dtk_") {
            word.replace(bare, "[token]")
        } else if bare.starts_with("127.0.0.1:") {
            word.replace(bare, "[address]")
        } else if is_password {
            word.replace(bare, "[password]")
        } else {
            word.to_owned()
        }
    });
    tokencraft_testing::mask(&words.collect::<String>())
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    // A request that never ends keeps the first signal waiting.
    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.write_all(b"POST /api/v1/workspaces HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    server.signal("TERM");
    std::thread::sleep(std::time::Duration::from_millis(200));
    server.signal("TERM");
    let (status, _) = server.end();
    assert_eq!(status.code(), Some(143), "128 + SIGTERM");
    drop(slow);
}

#[test]
fn what_keeps_it_from_starting_is_said_with_advice() {
    let shell = Shell::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let running = shell.serve(&[]);
    shell.write("file", "");
    let password = "geheim";
    let said = [
        &["--data", "data", "--listen", "127.0.0.1:0"][..],
        &["--data", "other", "--listen", &address],
        &["--data", "file", "--listen", "127.0.0.1:0"],
        &["--data", "/proc/nothing", "--listen", "127.0.0.1:0"],
        &["--database-url", "postgres://me:geheim@127.0.0.1:1/db"],
        &["--database-url", "geheim"],
        &["--database-url", "mysql://me:geheim@localhost/db"],
    ]
    .map(|args| shell.run(&[&["serve"], args].concat()).expect(1).stderr)
    .map(|text| {
        let errors = text
            .split_inclusive('\n')
            .filter(|line| !line.contains(" INFO "));
        errors
            .collect::<String>()
            .replace(&address, "127.0.0.1:[taken]")
    });
    let said = said.join("\n");
    assert!(!said.contains(password), "{said}");
    assert_snapshot!(said);
    running.stop();
}

#[test]
fn the_log_has_no_colours_in_a_file() {
    let shell = Shell::new();
    let server = shell.serve(&[]);
    let log = server.log();
    assert!(
        log.contains("migrated the database") && !log.contains('\u{1b}'),
        "{log}"
    );
    server.stop();
}
