//! A web site to visit: pages that lead to each other, and everything that a visitor can run into.
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const PDF: &[u8] = include_bytes!("../data/yonerge.pdf");

/// A running site on this machine.
pub(crate) struct Site {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    asked: Vec<(String, String)>,
    redirects: HashMap<String, String>,
}

impl Site {
    pub(crate) async fn start() -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, port, Arc::clone(&shared)));
            }
        });
        Site { port, state }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// From now on `path` leads to `target`.
    pub(crate) fn redirect(&self, path: &str, target: &str) {
        self.state.lock().unwrap().redirects.insert(path.to_owned(), target.to_owned());
    }

    pub(crate) fn was_asked(&self, path: &str) -> bool {
        self.state.lock().unwrap().asked.iter().any(|it| it.0 == path)
    }

    pub(crate) fn was_called_by(&self, agent: &str) -> bool {
        self.state.lock().unwrap().asked.iter().all(|it| it.1.contains(agent))
    }
}

/// One request of one connection.
async fn answer(mut stream: TcpStream, port: u16, state: Arc<Mutex<State>>) -> Option<()> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let request = String::from_utf8_lossy(&bytes).into_owned();
    let path = request.split(' ').nth(1)?.to_owned();
    let redirect = {
        let mut state = state.lock().unwrap();
        let agent =
            request.lines().find(|it| it.to_lowercase().starts_with("user-agent")).unwrap_or_default();
        state.asked.push((path.clone(), agent.to_owned()));
        state.redirects.get(&path).cloned()
    };
    let (status, kind, body) = match redirect {
        Some(target) => (format!("302 Found\r\nlocation: {target}"), "text/plain", Vec::new()),
        None => page(&path, port),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(&body).await.ok()
}

fn page(path: &str, port: u16) -> (String, &'static str, Vec<u8>) {
    let ok = |body: String| ("200 OK".to_owned(), "text/html; charset=utf-8", body.into_bytes());
    let to = |target: &str| (format!("301 Moved\r\nlocation: {target}"), "text/plain", Vec::new());
    match path {
        "/robots.txt" => {
            let rules = "User-agent: *\nDisallow: /gizli\nCrawl-delay: 0\n";
            ("200 OK".to_owned(), "text/plain", rules.as_bytes().to_vec())
        }
        "/sitemap.xml" => {
            let urls: String = ["/", "/kutuphane"]
                .iter()
                .map(|it| format!("<url><loc>http://127.0.0.1:{port}{it}</loc></url>"))
                .collect();
            ("200 OK".to_owned(), "application/xml", format!("<urlset>{urls}</urlset>").into_bytes())
        }
        "/dizin.xml" => {
            let others: String = ["/sitemap.xml", "/yok.xml", "/sikisik.xml.gz"]
                .iter()
                .map(|it| format!("<sitemap><loc>http://127.0.0.1:{port}{it}</loc></sitemap>"))
                .collect();
            let index = format!("<sitemapindex>{others}</sitemapindex>");
            ("200 OK".to_owned(), "application/xml", index.into_bytes())
        }
        "/sikisik.xml.gz" => {
            let pages = format!("<urlset><url><loc>http://127.0.0.1:{port}/ayni</loc></url></urlset>");
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut packed, pages.as_bytes()).unwrap();
            ("200 OK".to_owned(), "application/gzip", packed.finish().unwrap())
        }
        "/ayni" => ok(format!(
            "<head><link rel='canonical' href='http://127.0.0.1:{port}/'></head><main><h1>Aynı</h1><p>Başka.</p></main>"
        )),
        "/" => ok("<title>Örnek | Üniversite</title><nav><a href='/kutuphane'>Menü</a></nav><main><h1>Ana sayfa</h1>\
            <p>Hoş geldiniz. <a href='/kutuphane#saatler'>Kütüphane</a> <a href='/belge'>Yönerge</a> <a href='/gizli'>Gizli</a> \
            <a href='/dongu'>Döngü</a> <a href='/disari'>Dışarı</a> <a href='/yok'>Yok</a> <a href='/istemem'>İstemem</a> \
            <a href='/kutuphane?utm_source=x'>Yine</a> <a href='https://example.com/'>Başka site</a> <a href='/a.zip'>Zip</a></p></main>".to_owned()),
        "/kutuphane" => ok("<main><h1>Kütüphane</h1><p>Hafta içi sekizde açılır. <img src='/plan.png' alt='Plan'> <img src='/gizli.png' alt='G'> <img src='https://baska.example/x.png' alt='X'> <a href='/'>Ana sayfa</a></p></main>".to_owned()),
        "/plan.png" => {
            let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0\x36\x88\x49\xd6";
            ("200 OK".to_owned(), "image/png", png.to_vec())
        }
        "/belge" => ("200 OK".to_owned(), "application/pdf", PDF.to_vec()),
        "/istemem" => ok("<head><meta name='robots' content='noindex'></head><main><h1>İstemem</h1><p>Kopyalama.</p></main>".to_owned()),
        "/gizli" => ok("<main><h1>Gizli</h1><p>Kimse görmesin.</p></main>".to_owned()),
        "/dongu" => to("/dongu2"),
        "/dongu2" => to("/dongu"),
        "/disari" => to("http://ornek.gecersiz/"),
        _ => match path.strip_prefix("/sonsuz/").and_then(|it| it.parse::<u32>().ok()) {
            Some(number) => ok(format!(
                "<main><h1>Sayfa {number}</h1><p>Bu {number}. sayfadır. <a href='/sonsuz/{}'>Sonraki</a></p></main>",
                number + 1
            )),
            None => ("404 Not Found".to_owned(), "text/html", b"yok".to_vec()),
        },
    }
}
