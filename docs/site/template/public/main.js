export default {
  // Only what names its language is coloured: commands and outputs are no code to guess at.
  configureHljs: hljs => hljs.configure({ languages: [] }),
}
