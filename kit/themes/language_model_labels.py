"""Names for themes by a language model that the user configures; off unless `themes: {naming: …}` is set."""

from __future__ import annotations

from kit.errors import RunError, SettingsError

#: Quotes shown to the model for one theme, and the words a name may have.
QUOTES, MOST_WORDS = 8, 12


def model_name(model: str, quotes: list[str], terms: list[str]) -> str:
    """A theme's name by a model, marked as such.

    Parameters
    ----------
    model : a litellm model name, e.g. "ollama/llama3".
    quotes : what customers said, most central first; terms : the theme's own words.

    Returns
    -------
    str
        The name with the model's beside it, so that nobody takes it for a customer's words.

    Notes
    -----
    Masked passages leave this machine if the model is a hosted one. Names are labels only: they are never evidence.
    """
    try:
        import litellm
    except ImportError:
        raise SettingsError(
            f"themes.naming is {model!r} and needs litellm, which is not installed; `pip install litellm`, or leave naming empty"
        ) from None
    asked = (
        f"Name the one complaint, wish or aim these customers share, in at most {MOST_WORDS} plain words. Answer with the name.\n"
        f"Words: {', '.join(terms)}\n" + "\n".join(f"- {quote}" for quote in quotes[:QUOTES])
    )
    answer = litellm.completion(model=model, messages=[{"role": "user", "content": asked}], temperature=0, seed=0)
    words = str(answer.choices[0].message.content or "").strip().strip("\"'.").split()
    if not words:
        raise RunError(f"themes.naming: {model} gave no name for a theme; run again, or leave naming empty")
    return f"{' '.join(words[:MOST_WORDS])} (named by {model})"
