//! Mails to be sent, before anybody sends them.
use asisttr::base::Lang;
use asisttr::base::ids::SiteId;
use asisttr::outbox::{self, Kind, NewLetter};
use asisttr::store::{Store, Write};
use jiff::Timestamp;
use serde_json::json;

fn letter(site: SiteId) -> NewLetter {
    NewLetter {
        site,
        kind: Kind::Transcript,
        about: site.uuid(),
        recipient: "ayse@posta.tr".to_owned(),
        language: Lang::Tr,
        details: json!({}),
        example: false,
    }
}

#[tokio::test]
async fn many_mails_of_one_site_hide_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
    let (busy, other) = (SiteId::random(), SiteId::random());
    let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
    let mut write = Write::new();
    for second in 0..200 {
        outbox::queue(&mut write, &letter(busy), at(second));
    }
    outbox::queue(&mut write, &letter(other), at(200));
    store.commit(write).await.unwrap();
    let due = store.read(move |conn| outbox::due(conn, at(300), 64)).await.unwrap();
    assert_eq!(due.first().map(|it| it.new.site), Some(busy), "the longest due first");
    assert_eq!(due.last().map(|it| it.new.site), Some(other), "and not only of one site");
}

#[tokio::test]
async fn another_account_wakes_what_failed_and_nothing_that_waits_for_its_hour() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
    let site = SiteId::random();
    let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
    let mut write = Write::new();
    let failed = outbox::queue(&mut write, &letter(site), at(0));
    let waits = outbox::queue_at(&mut write, &letter(site), (at(0), at(3_600)));
    outbox::postpone(&mut write, (failed, 1), ("mail_unreachable", None), at(1_800));
    outbox::wake_site(&mut write, site, at(60));
    store.commit(write).await.unwrap();
    let due = |second: i64| store.read(move |conn| outbox::due(conn, at(second), 64));
    let ids = |found: Vec<outbox::Letter>| found.into_iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(due(60).await.unwrap()), [failed]);
    assert_eq!(ids(due(3_600).await.unwrap()), [failed, waits]);
}

#[tokio::test]
async fn a_confirmation_that_would_wait_too_long_is_kept_as_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
    let site = SiteId::random();
    let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
    let confirmation = NewLetter { kind: Kind::TicketReceived, ..letter(site) };
    let mut flood = Write::new();
    for hour in 0..7 {
        for _ in 0..120 {
            outbox::queue_at(&mut flood, &confirmation, (at(0), at(hour * 3_600)));
        }
    }
    store.commit(flood).await.unwrap();
    let new = confirmation.clone();
    let queued = store.decide(move |present| {
        let mut write = Write::new();
        outbox::queue_in_turn(present, &mut write, &new, (at(1), at(1)))?;
        Ok((write, ()))
    });
    queued.await.unwrap();
    let newest = store.read(move |conn| outbox::list(conn, site, false, None, None, 1)).await.unwrap();
    let newest = newest.first().unwrap();
    assert_eq!((newest.state, newest.trouble.as_deref()), (outbox::State::Failed, Some("mail_too_many")));
    // Another site's turn is not taken by it.
    let (other, elsewhere) = (SiteId::random(), confirmation);
    let new = NewLetter { site: other, ..elsewhere };
    let queued = store.decide(move |present| {
        let mut write = Write::new();
        outbox::queue_in_turn(present, &mut write, &new, (at(1), at(1)))?;
        Ok((write, ()))
    });
    queued.await.unwrap();
    let theirs = store.read(move |conn| outbox::list(conn, other, false, None, None, 1)).await.unwrap();
    assert_eq!(theirs.first().unwrap().next_at.map(|it| it.0), Some(at(1)));
}

#[tokio::test]
async fn another_account_brings_back_what_failed_because_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("asisttr.db")).unwrap();
    let site = SiteId::random();
    let at = |hour: i64| Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap();
    let mut write = Write::new();
    let old = outbox::queue(&mut write, &letter(site), at(-8 * 24));
    let by_sender = outbox::queue(&mut write, &letter(site), at(0));
    let by_recipient = outbox::queue(&mut write, &letter(site), at(0));
    for (id, why) in [(old, "mail_sender"), (by_sender, "mail_sender"), (by_recipient, "mail_recipient")] {
        outbox::fail(&mut write, id, (why, None));
    }
    outbox::wake_site(&mut write, site, at(1));
    store.commit(write).await.unwrap();
    let due = store.read(move |conn| outbox::due(conn, at(1), 64)).await.unwrap();
    assert_eq!(due.iter().map(|it| it.id).collect::<Vec<_>>(), [by_sender]);
    assert_eq!((due[0].attempts, due[0].give_up_at.0), (0, at(49)));
}
