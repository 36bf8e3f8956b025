/**
 * Waits on the overview until a reader plays with the idea, and loads what plays only then.
 *
 * @module
 */

const form = document.querySelector<HTMLFormElement>("form.play")!;
type Player = typeof import("./player.ts");

/** Plays with the choices of the form or of the address. */
async function play(begin: (player: Player) => void): Promise<void> {
  try {
    begin(await import("./player.ts"));
  } catch (error) {
    form.querySelector(".play-line")!.textContent =
      `Cannot play in this page as its scripts must load: current value is ${
        JSON.stringify((error as Error).message)
      }`;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  play(({ playForm }) => playForm());
});
form.querySelector<HTMLFieldSetElement>(".play-choices")!.disabled = false;
const keys = [...new URLSearchParams(location.search).keys()];
if (keys.some((name) => form.elements.namedItem(name) !== null)) {
  play(({ playAddress }) => playAddress());
}
