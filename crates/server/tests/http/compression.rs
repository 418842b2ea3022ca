//! Content codings and the entity tags that name them.

use std::io::Read;

use tokencraft_testing::{TestApp, TestDb};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_compressed_as_the_client_likes_and_its_tag_says_how() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let open = app.anonymous();
    let plain = open.get("/docs/docs.js").await.expect(200);
    let tag = plain.header("etag").unwrap().trim_matches('"').to_owned();
    assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
    assert_eq!(plain.header("cache-control"), Some("private, no-cache"));
    for coding in ["zstd", "br", "gzip"] {
        let answer = open
            .request("GET", "/docs/docs.js")
            .header("Accept-Encoding", coding)
            .send()
            .await;
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert_eq!(answer.header("etag"), Some(&*format!("\"{tag}-{coding}\"")));
        let mut text = Vec::new();
        match coding {
            "zstd" => text = zstd::decode_all(&answer.body[..]).unwrap(),
            "br" => {
                brotli::Decompressor::new(&answer.body[..], 4096)
                    .read_to_end(&mut text)
                    .unwrap();
            }
            _ => {
                flate2::read::GzDecoder::new(&answer.body[..])
                    .read_to_end(&mut text)
                    .unwrap();
            }
        }
        assert_eq!(text, plain.body, "{coding}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a37_a_client_that_has_it_gets_304_whatever_the_coding() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let open = app.anonymous();
    let tag = open
        .get("/docs/docs.css")
        .await
        .header("etag")
        .unwrap()
        .trim_matches('"')
        .to_owned();
    for suffix in ["", "-br", "-gzip", "-zstd"] {
        let held = format!("\"{tag}{suffix}\"");
        let answer = open
            .request("GET", "/docs/docs.css")
            .header("If-None-Match", &held)
            .header("Accept-Encoding", "br")
            .send()
            .await
            .expect(304);
        assert_eq!(answer.header("etag"), Some(&*held));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        assert!(answer.body.is_empty() && answer.header("content-encoding").is_none());
    }
    let other = open
        .request("GET", "/docs/docs.css")
        .header("If-None-Match", "\"other\"")
        .send()
        .await;
    assert_eq!(other.status, 200);
}
