/** Everything that the host calls. */
export { configure } from "./plan";
export { pack, reset, unpack } from "./network";
export { embedTimes, solve } from "./solve";
export { flowMatching } from "./matching";
