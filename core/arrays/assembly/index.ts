/** Everything that the host calls. */
export { CAPACITY, WORDS, X, Y } from "./places";
export { softplus, sumOfLogs } from "./mean_field";
export { normalQuantile, normals } from "./normal";
export { threefry, uniforms } from "./threefry";
