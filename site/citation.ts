/**
 * How to cite the work that is reproduced, as BibTeX.
 *
 * @module
 */

/** The entry of arXiv:2408.00838. */
export const citation = `@misc{Bieringer2024,
  title = {Calibrating Bayesian Generative Machine Learning for Bayesiamplification},
  author = {Bieringer, Sebastian and Diefenbacher, Sascha and Kasieczka, Gregor and Trabs, Mathias},
  year = {2024},
  eprint = {2408.00838},
  archivePrefix = {arXiv}
}
`;
