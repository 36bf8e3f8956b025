/** Everything that the host calls. */
export { configure, pack, reset, unpack } from "./network";
export { embedTimes, solve } from "./solve";
export { flowMatching } from "./matching";
