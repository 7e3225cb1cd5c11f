def run_words(runs, jobs):
    return []
