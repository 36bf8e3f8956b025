/**
 * Whether chains have mixed, and the notes beside those that have not.
 *
 * @module
 */
import { inText, listed, named } from "../../render/sentence.ts";
import type { Method } from "../shared/schema.ts";
import type { PosteriorSeries, PosteriorsResults } from "./schema.ts";

type Mixing = NonNullable<PosteriorSeries["mixing"]>;

/** By which rule chains have not mixed. */
export function whyUnmixed({ rHat, rHatIndependent }: Mixing): string {
  if (rHat === null) return "a bin mass that did not move";
  return rHat > rHatIndependent
    ? "bin masses whose R-hat exceeds that of independent draws"
    : "bin masses that repeat themselves";
}

/** Whether draws may speak for a posterior: they are independent, or their chains are compatible with that. */
export function trusted({ mixing }: PosteriorSeries): boolean {
  return mixing === null || mixing.mixed;
}

/** By which rules some chains have not mixed, and how many by each. */
export function reasonsOf(unmixed: readonly PosteriorSeries[]): string {
  const groups = [...Map.groupBy(unmixed, ({ mixing }) => whyUnmixed(mixing!))];
  return listed(
    groups.map(([reason, { length }]) => groups.length === 1 ? reason : `${reason} for ${length}`),
  );
}

/** What the captions of charts say that show the widths of all; "" where all chains have mixed. */
export function mixingCaption({ series, reference }: PosteriorsResults): string {
  const unmixed = series.filter((member) => !trusted(member));
  if (unmixed.length === 0) return "";
  const others = unmixed.filter(({ method }) => method.id !== reference).length;
  const who = [
    ...(others < unmixed.length ? ["the reference"] : []),
    ...(others > 0 ? [`${others} other${others === 1 ? "" : "s"}`] : []),
  ];
  return ` The chains of ${
    listed(who)
  } have not mixed, and say nothing of a posterior; the table of mixing names them.`;
}

/** What follows for a page from chains that have not mixed, or of which that is not known. */
const ofDraws = "Statements about them here are about these draws, not about a posterior.";

/**
 * What a page says that shows chains which have not mixed where the posteriors are compared; `undefined` if
 * it shows none.
 *
 * @param methods Those that the page shows.
 * @param tested Whether the page's chains are those that were tested, of the same length.
 */
export function mixingNote(
  { series }: Pick<PosteriorsResults, "series">,
  methods: readonly Method[],
  { tested }: { readonly tested: boolean },
): string | undefined {
  const chains = methods.flatMap(({ id }) =>
    series.filter(({ method, mixing }) => method.id === id && mixing !== null)
  );
  if (!tested) {
    return chains.length === 0
      ? undefined
      : `Mixing was tested on chains of another length than those of ${
        listed(chains.map(({ method }) => inText(method.label)))
      } here. ${ofDraws}`;
  }
  const unmixed = chains.filter((member) => !trusted(member));
  if (unmixed.length === 0) return undefined;
  return `The chains of ${
    named(unmixed.map(({ method }) => method), chains.length, "chain methods")
  } have not mixed on the training set on which that was tested, because of ${
    reasonsOf(unmixed)
  }. ${ofDraws}`;
}
