import { assertAlmostEquals, assertEquals } from "@std/assert";
import { counts, quantileEdges } from "../../core/binning/mod.ts";
import { camelBack, gammaRing, gammaShell, gaussianRing } from "../../core/target/mod.ts";
import { reference } from "./_load.ts";

interface Vectors {
  readonly gamma_ring: {
    readonly radial_inner_edges: Record<string, number[]>;
    readonly points: number[][];
    readonly density: (number | null)[];
    readonly log_density: (number | null)[];
    readonly radius: number[];
    readonly phi: number[];
    readonly bin_r_10: number[];
    readonly bin_phi_10: number[];
    readonly cdf_r: { readonly r: number[]; readonly F: number[] };
    readonly mean_r: number;
  };
  readonly gaussian_ring: { readonly points: number[][]; readonly density: number[] };
  readonly camel_back: { readonly x: number[]; readonly density: number[] };
  readonly gamma_shell_5d: { readonly points: number[][]; readonly log_density: number[] };
}

const vectors = reference<Vectors>("toy");

// Both sides compute in double precision; special functions are good to some 1e-15.
const tolerance = 1e-12;

function assertClose(found: ArrayLike<number>, expected: readonly (number | null)[]): void {
  assertEquals(found.length, expected.length);
  expected.forEach((value, i) => {
    // null stands for the log of no density, or for a density outside the support.
    if (value === null) assertEquals(found[i], -Infinity);
    else assertAlmostEquals(found[i], value, tolerance * Math.max(1, Math.abs(value)));
  });
}

Deno.test("Gamma ring: quantile edges of the reference", () => {
  for (const [n, inner] of Object.entries(vectors.gamma_ring.radial_inner_edges)) {
    const [radii, angles] = quantileEdges(gammaRing(), Number(n));
    assertClose(radii.slice(1, -1), inner);
    assertClose(angles, angles.map((_, j) => 2 * Math.PI * j / Number(n)));
  }
});

Deno.test("Gamma ring: density, coordinates and distribution function of the reference", () => {
  const ring = gammaRing(),
    { points, log_density, density, radius, phi, cdf_r } = vectors.gamma_ring;
  const found = ring.logDensity(points.flat());
  assertClose(found, log_density);
  assertClose(found.map(Math.exp), density.map((value) => value ?? 0));
  assertClose(ring.coordinates(points.flat()), radius.flatMap((r, i) => [r, phi[i]]));
  assertClose(cdf_r.r.map(ring.axes[0].cdf), cdf_r.F);
});

Deno.test("Gamma ring: bins of the reference", () => {
  const { points, bin_r_10, bin_phi_10 } = vectors.gamma_ring;
  points.forEach((point, i) => {
    const found = counts(gammaRing(), Float64Array.from(point), 10).indexOf(1);
    assertEquals(found, 10 * bin_r_10[i] + bin_phi_10[i]);
  });
});

Deno.test("Gaussian ring, camel-back and shell: densities of the reference", () => {
  const { gaussian_ring, camel_back, gamma_shell_5d } = vectors;
  assertClose(
    gaussianRing().logDensity(gaussian_ring.points.flat()).map(Math.exp),
    gaussian_ring.density,
  );
  assertClose(camelBack().logDensity(camel_back.x).map(Math.exp), camel_back.density);
  assertClose(gammaShell().logDensity(gamma_shell_5d.points.flat()), gamma_shell_5d.log_density);
});
