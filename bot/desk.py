"""Handling a group of claimed messages inside one transaction: who speaks, dispatch, and everything it leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, TypeVar

import structlog
from msgspec import Struct, field
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers import patterns
from handlers.dispatch import dispatch
from handlers.kit import telling
from handlers.kit.context import Context, Draft, Member, Note
from handlers.kit.messages import File, Incoming, Reply
from handlers.kit.routes import Routes
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts
from handlers.reading import NameIndex
from handlers.register import Registers
from handlers.rules import hours
from storage import audit, calendar, drafts, inbox, jobs, leaves, outbox, people, register, rhythms, tray, units
from storage.inbox import Waiting
from storage.people import Bound
from storage.sessions import Sessions
from storage.trouble import unwell

# Of an error's words, as many as an operator needs.
LONGEST_WHY = 500

T = TypeVar("T")

log = structlog.get_logger()


class _Results(Struct):
    """What a group of messages leads to, written with one statement a table."""

    connection: Connection
    now: datetime
    sessions: Sessions
    messages: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    # What one reading serves for the whole group: a person's next message is always in a later one.
    names: dict[int, NameIndex] = field(default_factory=dict)
    workdays: dict[date, calendar.Workday] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    townships: frozenset[int] = frozenset()

    def write(self) -> set[int]:
        """Writes it all; returns the accounts that were answered."""
        self.sessions.close()
        outbox.queue(self.connection, self.messages)
        drafts.save(self.connection, self.drafts)
        drafts.drop(self.connection, self.dropped)
        audit.note(self.connection, self.acts)
        jobs.order(self.connection, self.orders)
        inbox.finish(self.connection, self.done, self.now)
        tray.put(self.connection, self.notes)
        told = tray.deliver(self.connection, self.now) if self.notes else set[int]()
        return told | {row["account_id"] for row in self.messages}


class Desk:
    """Knows the routes and the registers of names; keeps nothing else between two groups."""

    def __init__(self, routes: Routes, zone: tzinfo, site: str = "", owner: str = "") -> None:
        self._routes = routes
        self._site = site
        self._owner = owner
        self._zone = zone
        self._registers = Registers()
        self._texts: dict[str, Texts] = {}

    def warm(self, connection: Connection) -> None:
        """Compiles names and patterns now, so that the first sentence of a day is answered as fast as the next."""
        patterns.compile_all()
        with Session(connection) as session:
            for township in units.townships(session):
                self._registers.of(session, township.id)

    def handle(self, connection: Connection, claimed: Sequence[Waiting], worker: str, now: datetime) -> set[int]:
        """Handles messages that this worker still owns; returns the accounts that were answered."""
        mine = inbox.still_mine(connection, [waiting.id for waiting in claimed], worker)
        group = [waiting for waiting in claimed if waiting.id in mine]
        members = people.bound(connection, {(w.channel, w.address) for w in group})
        open_drafts = drafts.of(connection, [member.person_id for member in members.values()])
        results = _Results(connection, now, Sessions(connection, [waiting.id for waiting in group]))
        results.townships = frozenset(member.scope.township_id for member in members.values())
        for waiting in group:
            member = members.get((waiting.channel, waiting.address))
            if member is None:  # left, or unbound, since the message was kept
                results.done.append(waiting.id)
            elif waiting.attempts > inbox.MOST_ATTEMPTS:  # its process died each time, and could say nothing
                self._give_up(results, waiting, member, "the process died while handling it")
            else:
                self._one(results, waiting, member, open_drafts.get(member.person_id))
        return results.write()

    def failed(self, connection: Connection, waiting: Waiting, why: str, now: datetime) -> set[int]:
        """A message could not be handled: it is given back to be tried again, or dead-lettered with an apology."""
        results = _Results(connection, now, Sessions(connection))
        self._give_up(results, waiting, _bound(connection, waiting.channel, waiting.address), why)
        return results.write()

    def _one(self, results: _Results, waiting: Waiting, bound: Bound, draft: Any) -> None:
        try:
            with results.sessions.one() as session:
                ctx = self._context(results, session, bound, incoming_of(waiting))
                ctx.inbox_id, ctx.draft = waiting.id, None if draft is None else _draft_of(draft, self._zone)
                dispatch(ctx, self._routes)
        except Exception as error:
            if unwell(error):  # not this message's fault: the whole group waits
                raise
            log.exception("message_failed", inbox_id=waiting.id, attempts=waiting.attempts)
            self._give_up(results, waiting, bound, repr(error))
            return
        results.done.append(waiting.id)
        pressed = ctx.incoming.press.partition(".")[0]
        results.messages += [
            telling.answer(reply, bound.account_id, waiting.channel, results.now, pressed) for reply in ctx.replies
        ]
        self._follow(results, session, bound, ctx)
        if ctx.draft is not None:
            results.drafts.append(_draft_row(bound.person_id, ctx.draft))
        elif draft is not None:
            results.dropped.append(bound.person_id)

    def look(self, session: Session, channel: str, address: str, now: datetime) -> Context | None:
        """Somebody who looks at a page: nothing he says or does is kept. None for whoever is bound no more."""
        connection = session.connection()
        bound = _bound(connection, channel, address)
        if bound is None:
            return None
        results = _Results(connection, now, Sessions(connection))
        return self._context(results, session, bound, Incoming(channel, address, "", now))

    def act(
        self, connection: Connection, channel: str, address: str, now: datetime, do: Callable[[Context, Routes], T]
    ) -> T | None:
        """Something done on a page, as if it had been pressed in the chat; what is said to it, the page shows.

        Words to others, files and the audit trail are written. None for whoever is bound no more. What `do` raises, it
        undoes.
        """
        bound = _bound(connection, channel, address)
        if bound is None:
            return None
        results = _Results(connection, now, Sessions(connection))
        with results.sessions.one() as session:
            ctx = self._context(results, session, bound, Incoming(channel, address, "", now))
            done = do(ctx, self._routes)
        self._follow(results, session, bound, ctx)
        results.write()
        return done

    def _context(self, results: _Results, session: Session, bound: Bound, incoming: Incoming) -> Context:
        said_at = incoming.said_at.astimezone(self._zone)
        return Context(
            session=session,
            member=_member(bound),
            incoming=incoming,
            inbox_id=None,
            now=said_at,
            texts=self.texts(bound.language),
            names_of=lambda township: self._names(results, session, township),
            is_workday=_workdays(results, session, said_at.date()),
            looked_up=results.sessions.looked_up,
            townships=results.townships,
            site=self._site,
            owner=self._owner,
        )

    def _follow(self, results: _Results, session: Session, bound: Bound, ctx: Context) -> None:
        """What it leads to beside the answer."""
        for note in ctx.notes:
            results.notes += self._notes(results, session, note)
        results.acts += [_act(ctx, act, results.now) for act in ctx.acts]
        results.orders += [_order(bound, order, ctx, results.now) for order in ctx.orders]

    def _notes(self, results: _Results, session: Session, note: Note) -> list[dict[str, Any]]:
        """The note at the person's next proper hour, and now to whoever stands in for him while he is away."""
        person_id = note.person_id
        now, connection = results.now.astimezone(self._zone), results.connection
        is_workday = _workdays(results, session, now.date())
        stand_in = leaves.stand_ins(connection, [person_id], now.date()).get(person_id)
        people_ = [person_id] if stand_in is None else [person_id, stand_in]
        own = rhythms.of(connection, people_, now.date())
        bodies = {person_id: telling.body(note.reply)}
        if stand_in is not None:
            bodies[stand_in] = telling.body(Reply(self.texts(DEFAULT_LANGUAGE)("send.instead", text=note.reply.text)))
        return [
            {
                "person_id": id_,
                "body": body,
                "key": telling.key(note.key, person_id, id_) if note.key else None,
                "about": note.reply.about if id_ == person_id else None,
                "created_at": results.now,
                "due_at": results.now if note.at_once else hours.proper(now, is_workday, own[id_]),
            }
            for id_, body in bodies.items()
        ]

    def _give_up(self, results: _Results, waiting: Waiting, bound: Bound | None, why: str) -> None:
        dead = inbox.fail(results.connection, waiting, why[:LONGEST_WHY], results.now)
        if dead and bound is not None:
            sorry = Reply(self.texts(bound.language)("error.dead", number=waiting.id))
            results.messages.append(telling.answer(sorry, bound.account_id, waiting.channel, results.now))

    def _names(self, results: _Results, session: Session, township: int) -> NameIndex:
        found = results.names.get(township)
        if found is None:
            if township not in results.versions:
                results.versions |= register.versions(session, results.townships | {township})
            found = results.names[township] = self._registers.of(session, township, results.versions)
        return found

    def texts(self, language: str) -> Texts:
        """The catalogue in one language, kept."""
        found = self._texts.get(language)
        if found is None:
            found = self._texts[language] = Texts(language)
        return found


def _bound(connection: Connection, channel: str, address: str) -> Bound | None:
    return people.bound(connection, [(channel, address)]).get((channel, address))


def _member(bound: Bound) -> Member:
    return Member(
        bound.account_id,
        bound.person_id,
        bound.name,
        bound.language,
        bound.scope,
        bound.hints,
        bound.hinted_on,
    )


def _workdays(results: _Results, session: Session, day: date) -> calendar.Workday:
    found = results.workdays.get(day)
    if found is None:
        found = results.workdays[day] = calendar.near(session, day)
    return found


def incoming_of(waiting: Waiting) -> Incoming:
    """The message as it was kept."""
    body = waiting.body
    files = tuple(File(**file) for file in body.get("files", ()))
    return Incoming(
        waiting.channel,
        waiting.address,
        str(waiting.id),
        waiting.said_at,
        body.get("text", ""),
        body.get("press", ""),
        files,
        body.get("corrects", ""),
    )


def _draft_of(row: Any, zone: tzinfo) -> Draft:
    return Draft(row.form, row.asked, dict(row.answers), row.updated_at.astimezone(zone), row.parked)


def _draft_row(person_id: int, draft: Draft) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "form": draft.form,
        "asked": draft.asked,
        "answers": draft.answers,
        "updated_at": draft.updated_at,
        "parked": draft.parked,
    }


def _act(ctx: Context, act: tuple[str, str, str], now: datetime) -> dict[str, Any]:
    action, target, result = act
    return {
        "at": now,
        "township_id": ctx.scope.township_id,
        "person_id": ctx.member.person_id,
        "channel": ctx.incoming.channel,
        "action": action,
        "target": target,
        "result": result,
    }


def _order(bound: Bound, order: tuple[str, dict[str, Any]], ctx: Context, now: datetime) -> dict[str, Any]:
    """A job: its file goes to where it was ordered, and 今天 is read as when it was ordered."""
    kind, args = order
    where = {"account": bound.account_id, "channel": ctx.incoming.channel, "said_at": ctx.now.isoformat()}
    return {"person_id": bound.person_id, "kind": kind, "args": args | where, "due_at": now}
