/**
 * The page and the feed of what changed in the results.
 *
 * @module
 */
import type { Change, StudyChange } from "../runner/changes.ts";
import { filters, type Place } from "../render/filters.ts";
import { measured, plain, unbroken } from "../render/format.ts";
import { type Markup, markup } from "../render/markup.ts";
import { table } from "../render/table.ts";

/** Where an entry stands on the page. */
const anchor = ({ revision }: Change) => `change-${revision.slice(0, 12)}`;

function summary({ study, state, moved, sentences }: StudyChange): string {
  if (state !== "changed") return `${study}: ${state === "new" ? "new" : "no longer there"}`;
  const quantities = moved === 1 ? "1 quantity moved" : `${plain(moved)} quantities moved`;
  const findings = sentences.length === 1 ? "1 finding" : `${plain(sentences.length)} findings`;
  return `${study}: ${quantities}${sentences.length === 0 ? "" : `, ${findings} changed`}`;
}

function studySection(change: Change, studyChange: StudyChange): Markup {
  if (studyChange.largest.length === 0 && studyChange.sentences.length === 0) {
    return markup`<p>${summary(studyChange)}</p>`;
  }
  const number = (text: string) => {
    const [value, error] = text.split(" ± ").map(Number);
    return text === "-"
      ? "–"
      : error > 0 && Number.isFinite(value)
      ? measured({ value, error })
      : text.replaceAll("-", "−");
  };
  return markup`<details class="change"><summary>${summary(studyChange)}</summary>
    ${
    studyChange.largest.length === 0 ? null : table(
      `What moved most in ${studyChange.study} at ${change.revision.slice(0, 12)}`,
      ["quantity", "before", "after", "difference"],
      studyChange.largest.map(({ name, before, after, difference }) => [
        name,
        number(before),
        number(after),
        number(difference),
      ]),
    )
  }${
    studyChange.sentences.length === 0
      ? null
      : markup`<ul class="changes">${
        studyChange.sentences.map(({ before, after }) =>
          markup`<li>${before === null ? null : markup`<del>${unbroken(before)}</del> `}${
            after === null ? null : markup`<ins>${unbroken(after)}</ins>`
          }</li>`
        )
      }</ul>`
  }</details>`;
}

/** Length up to which changes are shown with their numbers, in characters: a page has at most 150 kB. */
const roomy = 100_000;

/** Most changes that are seen from the start. */
const mostSeen = 20;

/** The list of changes, the latest first; the oldest in a line for each study. */
export function changesView(changes: readonly Change[]): Markup {
  if (changes.length === 0) return markup`<p>No change of the results is recorded yet.</p>`;
  let length = 0;
  const entries = [...changes].reverse().map((change) => {
    const whole = change.studies.map((study) => studySection(change, study));
    length += whole.reduce((sum, { text }) => sum + text.length, 0);
    return markup`
        <h2 id="${anchor(change)}">${change.date}, ${change.revision.slice(0, 7)}</h2>
        <p>${change.subject}</p>
        ${
      length <= roomy
        ? whole
        : change.studies.map((studyChange) => markup`<p>${summary(studyChange)}</p>`)
    }
      `;
  });
  const earlier = entries.slice(mostSeen);
  return markup`${entries.slice(0, mostSeen)}${
    earlier.length === 0
      ? null
      : markup`<details><summary>Earlier changes</summary>${earlier}</details>`
  }`;
}

/** The list of changes as an Atom feed (RFC 4287). */
export function changesFeed(changes: readonly Change[], place: Place): string {
  const { absolute } = filters(place);
  const page = absolute("/changes/");
  const latest = changes.at(-1)?.date ?? "1970-01-01";
  const entries = [...changes].reverse().map((change) =>
    markup`<entry>
<id>${page}#${anchor(change)}</id>
<title>${change.subject}</title>
<updated>${change.date}T00:00:00Z</updated>
<link href="${page}#${anchor(change)}"/>
<summary>${change.studies.map(summary).join("; ")}</summary>
</entry>
`.text
  ).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${page}</id>
<title>Ampliflow: changes of the results</title>
<updated>${latest}T00:00:00Z</updated>
<author><name>The Ampliflow authors</name></author>
<link href="${page}"/>
<link rel="self" href="${absolute("/changes.xml")}"/>
${entries}</feed>
`;
}
