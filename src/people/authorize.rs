//! The gate: looks up who may use the endpoint, checks the request's credentials against that, and leaves a
//! [`Caller`] for the handler. Nothing is cached: a revoked sign-in or a changed role counts from the next
//! request on, also when another process made the change.
use super::permissions::{self, Who};
use super::service::access;
use super::{routes, store, tokens};
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::base::{Error, Role};
use crate::sites::{self, Site};
use crate::web::keys::Keys;
use crate::web::limit::Holder;
use crate::web::{Caller, Client, Public, Staff, Visitor, address};
use axum::RequestExt as _;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::cookie::CookieJar;
use jiff::Timestamp;

/// Layer: lets a request through to its handler, or answers for it.
pub async fn check(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match admit(&app, &mut request).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

async fn admit(app: &App, request: &mut Request) -> Result<Caller> {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("", MatchedPath::as_str);
    let Some(who) = permissions::find(request.method().as_str(), path) else {
        if permissions::knows_path(path) {
            return Ok(Caller::Nobody); // another method: the router says 405
        }
        tracing::error!(method = %request.method(), path, "a route without a row in people/permissions.rs");
        return Err(Error::NotFound("page"));
    };
    let credentials = Credentials::of(request, path).await;
    match who {
        Who::Open => Ok(Caller::Nobody),
        Who::Public => anybody(app, &credentials).await,
        Who::Page => match anybody(app, &credentials).await {
            Err(Error::Unauthorized(_)) => anybody(app, &credentials.without_token()).await,
            known => known,
        },
        Who::Visitor => match identified(app, &credentials).await? {
            caller @ Caller::Visitor(_) => Ok(caller),
            _ => Err(Error::Forbidden("role_forbids")),
        },
        Who::VisitorOrStaff => identified(app, &credentials).await,
        Who::SignedIn | Who::Agent | Who::Admin | Who::AdminSomewhere | Who::Superadmin => {
            staff(app, &credentials, who).await.map(Caller::Staff)
        }
    }
}

/// What a request brings along to prove who is asking.
struct Credentials {
    bearer: Option<String>,
    api_key: Option<String>,
    site: NamedSite,
    origin: Option<String>,
    client: Client,
}

/// The site that a request names.
#[derive(Clone, Copy)]
enum NamedSite {
    None,
    /// By its id, in `X-Site-ID` or in the path.
    Id(SiteId),
    /// By something that is no id.
    Unreadable,
}

impl Credentials {
    async fn of(request: &mut Request, path: &str) -> Credentials {
        let in_path = if path.starts_with("/api/sites/{") { site_in_path(request).await } else { None };
        let headers = request.headers();
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
        let in_header = text("x-site-id").map(|it| it.parse().map_or(NamedSite::Unreadable, NamedSite::Id));
        Credentials {
            bearer: bearer(headers),
            api_key: text("x-api-key"),
            site: in_path.or(in_header).unwrap_or(NamedSite::None),
            origin: address::foreign_origin(headers),
            client: client(request),
        }
    }
}

impl Credentials {
    /// The same of somebody who proves nothing.
    fn without_token(self) -> Credentials {
        Credentials { bearer: None, ..self }
    }
}

/// For `/api/sites/{id}` the site acted on is the one in the path.
async fn site_in_path(request: &mut Request) -> Option<NamedSite> {
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    let id = params.iter().find(|it| it.0 == "id")?.1.parse();
    Some(id.map_or(NamedSite::Unreadable, NamedSite::Id))
}

/// Whose token or sign-in a request carries, when it is genuine: who is counted for it. It proves no right.
#[must_use]
pub fn holder(keys: &Keys, headers: &HeaderMap, now: Timestamp) -> Holder {
    if let Some(token) = bearer(headers) {
        let user = tokens::read_user(keys, &token, now).map(|it| Holder::Person(it.user.uuid()));
        let visitor = || tokens::read_visitor(keys, &token, now).map(|it| Holder::Visitor(it.visitor.uuid()));
        return user.or_else(|_| visitor()).unwrap_or(Holder::Nobody);
    }
    let cookies = CookieJar::from_headers(headers);
    let login = cookies.get(routes::COOKIE).and_then(|it| tokens::read_refresh(keys, it.value()).ok());
    login.map_or(Holder::Nobody, |it| Holder::Person(it.uuid()))
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn client(request: &Request) -> Client {
    request.extensions().get::<Client>().cloned().unwrap_or_else(Client::unknown)
}

/// A user's token, checked for the endpoint's demand.
async fn staff(app: &App, credentials: &Credentials, who: Who) -> Result<Staff> {
    let token = credentials.bearer.as_deref().ok_or(Error::Unauthorized("token_missing"))?;
    let (staff, highest) = match who {
        Who::SignedIn => return signed_in(app, token, credentials).await.map(|it| it.0.0),
        _ => equipped(signed_in(app, token, credentials).await?)?,
    };
    let needed = match who {
        Who::AdminSomewhere if highest >= Role::Admin => return Ok(staff),
        Who::Superadmin if staff.role >= Role::Superadmin => return Ok(staff),
        Who::AdminSomewhere | Who::Superadmin => return Err(Error::Forbidden("role_forbids")),
        Who::Agent => Role::Agent,
        _ => Role::Admin,
    };
    staff.site()?;
    if staff.role >= needed { Ok(staff) } else { Err(Error::Forbidden("role_forbids")) }
}

/// Who lacks a second factor that a site of theirs asks for sets it up first: only what is one's own is open.
fn equipped((found, factor_missing): ((Staff, Role), bool)) -> Result<(Staff, Role)> {
    if factor_missing { Err(Error::Forbidden("second_factor_missing")) } else { Ok(found) }
}

/// The user behind a token, the highest role they have anywhere, and whether a second factor is missing.
async fn signed_in(app: &App, token: &str, credentials: &Credentials) -> Result<((Staff, Role), bool)> {
    let now = app.clock.now();
    let claims = tokens::read_user(&app.keys, token, now)?;
    let site = match credentials.site {
        NamedSite::None => None,
        NamedSite::Id(id) => Some(id),
        NamedSite::Unreadable => return Err(Error::NotFound("site")),
    };
    let Client { address, agent, .. } = credentials.client.clone();
    let access = app.store.read(move |conn| access::of_login(conn, claims, site, now)).await?;
    let staff = Staff {
        user: claims.user,
        login: claims.login,
        site: access.site,
        role: access.role,
        name: access.name,
        address: address.to_string(),
        agent,
    };
    Ok(((staff, access.highest), access.factor_missing))
}

/// A visitor, or a user of a site.
async fn identified(app: &App, credentials: &Credentials) -> Result<Caller> {
    let token = credentials.bearer.as_deref().ok_or(Error::Unauthorized("token_missing"))?;
    match tokens::read_user(&app.keys, token, app.clock.now()) {
        Ok(_) | Err(Error::Unauthorized("token_expired")) => {
            let (staff, _) = equipped(signed_in(app, token, credentials).await?)?;
            staff.site()?;
            Ok(Caller::Staff(staff))
        }
        Err(_) => {
            let page = page_site(app, credentials).await?;
            visitor_of(app, page, token, credentials.origin.as_deref()).await.map(Caller::Visitor)
        }
    }
}

/// Whoever names a site; more, when a token comes along.
async fn anybody(app: &App, credentials: &Credentials) -> Result<Caller> {
    if credentials.bearer.is_some() {
        return identified(app, credentials).await;
    }
    let site = page_site(app, credentials).await?.ok_or(Error::Unauthorized("site_unknown"))?;
    check_origin(&site, credentials.origin.as_deref())?;
    Ok(Caller::Public(Public { site: site.id }))
}

/// The site that a page names by key or id; `None` when it names none.
async fn page_site(app: &App, credentials: &Credentials) -> Result<Option<Site>> {
    let found = match (credentials.api_key.clone(), credentials.site) {
        (Some(key), _) => app.store.read(move |conn| sites::find_by_key(conn, &key)).await?,
        (None, NamedSite::Id(id)) => app.store.read(move |conn| sites::find(conn, id)).await?,
        (None, NamedSite::Unreadable) => None,
        (None, NamedSite::None) => return Ok(None),
    };
    found.map(Some).ok_or(Error::Unauthorized("site_unknown"))
}

async fn visitor_of(app: &App, page: Option<Site>, token: &str, origin: Option<&str>) -> Result<Visitor> {
    let claims = tokens::read_visitor(&app.keys, token, app.clock.now())?;
    let site = match page {
        Some(site) => site,
        None => {
            let site = app.store.read(move |conn| sites::find(conn, claims.site)).await?;
            site.ok_or(Error::Unauthorized("token_invalid"))?
        }
    };
    if site.id != claims.site {
        return Err(Error::Unauthorized("token_invalid"));
    }
    check_origin(&site, origin)?;
    let known = app.store.read(move |conn| store::visitor_now(conn, claims.site, claims.visitor)).await?;
    let visitor = known.ok_or(Error::Unauthorized("token_invalid"))?;
    Ok(Visitor { site: claims.site, visitor })
}

fn check_origin(site: &Site, origin: Option<&str>) -> Result<()> {
    match origin {
        Some(origin) if !sites::is_own_origin(site, origin) => Err(Error::Forbidden("origin_not_allowed")),
        _ => Ok(()),
    }
}

/// For the socket handshake: the user behind an access token, acting on `site` (their only one when `None`).
///
/// # Errors
/// 401 for the token, 404 for a foreign site, 400 `site_required` when there are several and none is named.
pub async fn user(app: &App, token: &str, site: Option<SiteId>) -> Result<Staff> {
    let credentials = Credentials {
        bearer: None,
        api_key: None,
        site: site.map_or(NamedSite::None, NamedSite::Id),
        origin: None,
        client: Client::unknown(),
    };
    let (staff, _) = equipped(signed_in(app, token, &credentials).await?)?;
    staff.site()?;
    Ok(staff)
}

/// For the socket handshake: the site that a widget names, and its visitor when it brings a token. `origin` is
/// the browser's header, `None` when the page is our own or there is no browser.
///
/// # Errors
/// 401 `site_unknown`, `token_invalid` or `token_expired`; 403 `origin_not_allowed`.
pub async fn visitor(
    app: &App,
    api_key: &str,
    origin: Option<&str>,
    token: Option<&str>,
) -> Result<(SiteId, Option<VisitorId>)> {
    let key = api_key.to_owned();
    let site = app.store.read(move |conn| sites::find_by_key(conn, &key)).await?;
    let site = site.ok_or(Error::Unauthorized("site_unknown"))?;
    check_origin(&site, origin)?;
    let id = site.id;
    match token {
        None => Ok((id, None)),
        Some(token) => {
            let visitor = visitor_of(app, Some(site), token, origin).await?;
            Ok((id, Some(visitor.visitor)))
        }
    }
}
