/**
 * Job arrays of Slurm: which steps they group, and which of them wait for which.
 *
 * @module
 */
import type { Step } from "./plan.ts";

/** Steps of one kind that do not depend on each other: one job array. */
export interface Group {
  readonly kind: string;
  /** Groups of one level do not depend on each other. */
  readonly level: number;
  readonly steps: readonly Step[];
  /** Indices of the groups whose steps these need. */
  readonly needs: readonly number[];
}

/** Dependencies and limit of a group. */
export interface Turn {
  /** Indices of the groups that must have ended. */
  readonly after: readonly number[];
  /** Largest number of tasks at the same time. */
  readonly limit: number;
}

/** Longer arrays are split; Slurm's default limit is 1001. */
const longest = 1000;

/**
 * Groups steps by kind and depth, inputs first.
 *
 * @param steps Inputs before the steps that read them.
 */
export function groupSteps(steps: readonly Step[]): Group[] {
  const depths = new Map<string, number>();
  const members = new Map<string, { level: number; steps: Step[] }>();
  for (const step of steps) {
    const inputs = Object.values(step.inputs).map((key) => depths.get(key) ?? -1);
    const depth = inputs.reduce((a, b) => Math.max(a, b), -1) + 1;
    depths.set(step.key, depth);
    const name = `${String(depth).padStart(6, "0")} ${step.kind.name}`;
    const list = members.get(name);
    if (list === undefined) members.set(name, { level: depth, steps: [step] });
    else list.steps.push(step);
  }
  const groupOf = new Map<string, number>();
  const groups: Group[] = [];
  for (const name of [...members.keys()].sort()) {
    const { level, steps } = members.get(name)!;
    for (let i = 0; i < steps.length; i += longest) {
      const part = steps.slice(i, i + longest);
      const needs = new Set<number>();
      for (const { inputs } of part) {
        for (const key of Object.values(inputs)) {
          const group = groupOf.get(key);
          if (group !== undefined) needs.add(group);
        }
      }
      for (const { key } of part) groupOf.set(key, groups.length);
      groups.push({ kind: part[0].kind.name, level, steps: part, needs: [...needs] });
    }
  }
  return groups;
}

/**
 * Limits the total number of tasks at the same time, although Slurm limits each array separately:
 * levels follow each other, and the groups of a level share the limit in proportion to their work. If
 * the number of all tasks is within the limit, a group waits only for the groups that it needs.
 */
export function takeTurns(groups: readonly Group[], limit: number): Turn[] {
  const tasks = groups.reduce((sum, { steps }) => sum + steps.length, 0);
  if (tasks <= limit) {
    return groups.map(({ needs, steps }) => ({ after: needs, limit: steps.length }));
  }
  const levels = new Map<number, number[]>();
  groups.forEach(({ level }, i) => levels.set(level, [...levels.get(level) ?? [], i]));
  const turns: Turn[] = [];
  let before: number[] = [];
  for (const places of levels.values()) {
    // Each group gets one task, and the others are shared by work. More groups than tasks form lanes.
    const lanes = Math.min(places.length, limit);
    const works = places.map((i) => groups[i].steps.reduce((sum, { cell }) => sum + cell.cost, 0));
    const work = works.reduce((a, b) => a + b, 0);
    places.forEach((i, place) => {
      const lane = place >= lanes ? [places[place - lanes]] : [];
      const share = Math.floor((limit - lanes) * (work > 0 ? works[place] / work : 1 / lanes));
      turns[i] = {
        after: [...before, ...lane],
        limit: Math.min(groups[i].steps.length, places.length > lanes ? 1 : 1 + share),
      };
    });
    before = places;
  }
  return turns;
}
