"""Letters of words: each word is cut once, and the weights are those of the library."""

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from kit.matching.letters_of_words import LettersOfWords
from kit.matching.stance_classifier import stance_examples

TEXTS = st.lists(st.text(alphabet="aeBß ’'\t\n\u00a0-.?", max_size=30), min_size=2, max_size=12)


def library(texts):
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2).fit(texts)


def are_the_same(texts, others):
    ours, theirs = LettersOfWords.fitted(texts), library(texts)
    assert list(ours.columns) == list(theirs.get_feature_names_out())
    for some in (texts, others):
        mine, wanted = ours.transform(some), theirs.transform(some)
        wanted.sort_indices()
        assert mine.shape == wanted.shape
        assert mine.indptr.tolist() == wanted.indptr.tolist()
        assert mine.indices.tolist() == wanted.indices.tolist()
        assert mine.data.tolist() == wanted.data.tolist()


def test_the_shipped_examples_weigh_what_the_library_says_to_the_last_bit():
    texts = [text for _, text in stance_examples()]
    are_the_same(texts[::7], texts[3::11])


@given(TEXTS, TEXTS)
def test_any_texts_weigh_what_the_library_says(texts, others):
    are_the_same([*texts, "known words", "known words"], others)
