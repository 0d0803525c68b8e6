import { DateTime } from 'luxon';

const FIRST = DateTime.fromISO('2022-01-01T08:00:00Z', { zone: 'utc' });
const TICKETS = 24;
const LOCAL = 'yyyy-MM-dd HH:mm:ss';

/** A row of the API, and when it changed. */
export interface Row {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** What the API holds. Times are kept as instants; the API writes them in the zone of the account. */
export class HelpdeskData {
  readonly zone: string;
  readonly #ticketChanges = new Map<number, DateTime>();
  readonly #commentChanges = new Map<number, DateTime>();

  constructor(zone: string) {
    this.zone = zone;
    for (let id = 1; id <= TICKETS; id += 1) {
      // A week between two of them, so they lie on both sides of a change of the clocks.
      this.#ticketChanges.set(id, FIRST.plus({ weeks: id, seconds: id }));
      for (let number = 0; number < id % 4; number += 1) {
        this.#commentChanges.set(id * 10 + number, FIRST.plus({ weeks: id, seconds: id - number }));
      }
    }
  }

  /** Changes a ticket, and one of its comments if it says which. */
  change(ticket: number, at: DateTime, comment?: number): void {
    this.#ticketChanges.set(ticket, at);
    if (comment !== undefined) this.#commentChanges.set(comment, at);
  }

  /** Those that changed last come last. */
  tickets(): Row[] {
    return [...this.#ticketChanges].map(([id, at]) => ({
      id,
      subject: id % 5 === 0 ? null : `Ticket ${id}`,
      requester_id: 1 + (id % 13),
      organization_id: id % 3 === 0 ? null : 1 + (id % 7),
      due_on: FIRST.plus({ weeks: id, days: 3 }).toFormat('yyyy/MM/dd'),
      created_at: this.#local(FIRST.plus({ days: id })),
      updated_at: this.#local(at),
    }));
  }

  comments(ticket: number): Row[] {
    const changes = [...this.#commentChanges].filter(([id]) => Math.floor(id / 10) === ticket);
    return changes.map(([id, at]) => ({
      id,
      ticket_id: ticket,
      author_id: 1 + (id % 13),
      body: `Comment ${id}`,
      updated_at: this.#local(at),
    }));
  }

  users(): Row[] {
    return Array.from({ length: 13 }, (_, index) => ({
      id: index + 1,
      name: `User ${index + 1}`,
      email: `user-${index + 1}@helpdesk.example`,
      last_login_at: index % 4 === 0 ? null : this.#local(FIRST.plus({ months: index, minutes: index })),
    }));
  }

  organizations(): Row[] {
    return Array.from({ length: 7 }, (_, index) => ({
      id: index + 1,
      name: `Organization ${index + 1}`,
      seats: `${(index + 1) * 10}`,
      created_at: this.#local(FIRST.plus({ months: index })),
    }));
  }

  #local(at: DateTime): string {
    return at.setZone(this.zone).toFormat(LOCAL);
  }
}
