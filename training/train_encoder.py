"""Train the static encoder that ships with the project.

python -m training.train_encoder            # some 10 minutes on two cores
python -m training.scores --test --speed    # what it is worth
python -m training.term_scores              # and by the words of the glossary
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn, TimeRemainingColumn
from tokenizers import Tokenizer
from torch.nn import functional

from index.encoder import DEFAULT_ENCODER
from index.glossary import GLOSSARY
from training.news import read_for_encoder
from training.pairs import PairConfig, PairSampler
from training.pieces import Articles, Bags, Texts
from training.save import save_model
from training.scores import DATA
from training.table import first_table, pool
from training.terms import TermSampler
from training.texts import Term, read_asked, read_news, read_terms, read_translations
from training.vocabulary import train_tokenizer


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """The settings of a run; the defaults made the model that ships."""

    pieces: int = 18_000  # with 512 columns of 16 bits, and the tokenizer: 18.9 MB
    dim: int = 512
    pairs: int = 1_200_000
    batch: int = 1_024
    rate: float = 0.01
    scale: float = 40.0  # DRCD R@1 73.8; 73.0 at 80, 71 at 20
    shared: float = 0.5
    translations: int = 256  # English-Chinese pairs beside each batch
    translation_weight: float = 0.25
    terms: int = 256  # terms with another wording beside each batch, and as many sentences with a term reworded
    term_weight: float = 0.1
    reworded_weight: float = 0.25
    asked: int = 256  # everyday questions with the sentences that answer them beside each batch
    asked_weight: float = 0.4
    english_forms: int = 10  # times that the vocabulary reads the glossary's English; at 30 DRCD R@1 -1.0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingTexts:
    """What a run reads."""

    articles: list[str]
    translations: list[tuple[str, str]]
    terms: list[Term]
    asked: list[tuple[str, str]]

    @classmethod
    def read(cls, data: Path, glossary: Path, *, hold_terms_out: bool) -> TrainingTexts:
        """Read the news and the translations in `data`, and a glossary, a tenth of it left out if that is wanted."""
        terms = read_terms(glossary)
        return cls(
            articles=read_news(data / "news.jsonl.xz"),
            translations=read_translations(data / "tatoeba_cmn_eng.tsv").training,
            terms=terms.training + ([] if hold_terms_out else terms.held_out),
            asked=[*read_asked(), *read_for_encoder()],
        )

    def for_vocabulary(self, english_forms: int) -> list[str]:
        """Return the texts that the tokenizer is made of."""
        sentences = [text for pair in (*self.translations, *self.asked) for text in pair]
        return self.articles + sentences + [form for term in self.terms for form in term.english] * english_forms


def contrast(left: torch.Tensor, right: torch.Tensor, scale: float) -> torch.Tensor:
    """Return the mean cross entropy, both ways, of finding each row's partner among all rows of the other side."""
    similar = scale * left @ right.T
    target = torch.arange(len(left))
    return (functional.cross_entropy(similar, target) + functional.cross_entropy(similar.T, target)) / 2


class Trainer:
    """Learns the table of vectors by contrast within batches."""

    def __init__(self, tokenizer: Tokenizer, texts: TrainingTexts, config: TrainConfig):
        torch.manual_seed(config.seed)
        self._config = config
        self._rng = np.random.default_rng(config.seed)
        articles = Articles.from_strings(texts.articles, tokenizer)
        counts = np.bincount(articles.sentences.pieces, minlength=tokenizer.get_vocab_size()) + 1.0
        share = counts / counts.sum()
        self._sampler = PairSampler(articles, -np.log(share), tokenizer, PairConfig())
        self._terms = TermSampler(texts.terms, texts.articles, tokenizer)
        self._english = Texts.from_strings([english for english, _ in texts.translations], tokenizer)
        self._chinese = Texts.from_strings([chinese for _, chinese in texts.translations], tokenizer)
        self._everyday = Texts.from_strings([question for question, _ in texts.asked], tokenizer)
        self._answers = Texts.from_strings([answer for _, answer in texts.asked], tokenizer)
        self._table = torch.nn.Parameter(first_table(tokenizer, share, dim=config.dim, shared=config.shared))

    def run(self) -> NDArray[np.float16]:
        """Return the trained table."""
        config = self._config
        optimizer = torch.optim.Adam([self._table], lr=config.rate)
        steps = config.pairs // config.batch
        # Up over the first twentieth, then down to nothing
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / (0.05 * steps)) * (1 - step / steps)
        )
        with Progress(*Progress.get_default_columns()[:-1], TimeElapsedColumn(), TimeRemainingColumn()) as progress:
            task = progress.add_task("Training", total=steps)
            for questions, passages in self._sampler.batches(config.pairs, config.batch, self._rng):
                loss = self._loss(questions, passages)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                schedule.step()
                progress.update(task, advance=1, description=f"Training, loss {loss.item():.2f}")
        return self._table.detach().numpy().astype(np.float16)

    def _loss(self, questions: Bags, passages: Bags) -> torch.Tensor:
        config = self._config
        weighed = [
            (1.0, (questions, passages)),
            (config.translation_weight, self._translations(config.translations)),
            (config.term_weight, self._terms.pairs(config.terms, self._rng)),
            (config.reworded_weight, self._reworded(config.terms)),
            (config.asked_weight, self._asked(config.asked)),
        ]
        bags = [side for _, sides in weighed for side in sides]
        vectors = iter(torch.split(pool(self._table, _joined(bags)), [b.count for b in bags]))
        return sum(
            (weight * contrast(next(vectors), next(vectors), config.scale) for weight, _ in weighed), torch.zeros(())
        )

    def _translations(self, count: int) -> tuple[Bags, Bags]:
        drawn = self._rng.choice(len(self._english.starts) - 1, count, replace=False)
        return self._english.bags(drawn), self._chinese.bags(drawn)

    def _asked(self, count: int) -> tuple[Bags, Bags]:
        drawn = self._rng.choice(len(self._everyday.starts) - 1, count, replace=False)
        return self._everyday.bags(drawn), self._answers.bags(drawn)

    def _reworded(self, count: int) -> tuple[Bags, Bags]:
        questions, sentences = self._terms.questions(count, self._rng)
        return questions, self._sampler.passages(sentences, self._rng, masked=0.0)


def _joined(bags: list[Bags]) -> Bags:
    """Return bags one after the other: one sparse product is faster than one for each."""
    before = np.cumsum([0] + [b.count for b in bags])
    rows = [b.rows + start for b, start in zip(bags, before[:-1], strict=True)]
    return Bags(np.concatenate([b.pieces for b in bags]), np.concatenate(rows), int(before[-1]))


def train(data: Path, out: Path, config: TrainConfig, *, hold_terms_out: bool) -> None:
    """Train on the news and the translations in `data` and on the glossary, and save the model to `out`."""
    console = Console()
    console.print("Reading the texts ...")
    texts = TrainingTexts.read(data, GLOSSARY, hold_terms_out=hold_terms_out)
    console.print(
        f"{len(texts.articles):,} articles, {len(texts.translations):,} translations, {len(texts.terms):,} terms. "
        "Making the tokenizer (1 minute) ..."
    )
    tokenizer = train_tokenizer(texts.for_vocabulary(config.english_forms), size=config.pieces)
    console.print("Cutting the articles into pieces (1 minute) ...")
    trainer = Trainer(tokenizer, texts, config)
    save_model(out, tokenizer, trainer.run())
    digest = hashlib.sha256((out / "0_StaticEmbedding/model.safetensors").read_bytes()).hexdigest()
    console.print(f"Saved to {out}, SHA-256 of the vectors {digest}")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(
        prog="python -m training.train_encoder",
        description="Train the static encoder: a vector for each piece of text, so that the mean of a question's "
        "pieces lies near the mean of its passage's. Reads news.jsonl.xz, tatoeba_cmn_eng.tsv, the glossary and "
        "training/asked.tsv, uses two cores and 4 GB of memory. The same seed and versions give the same model.",
        epilog="Afterwards: python -m training.scores OUT --test --speed, python -m training.term_scores OUT",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    default = TrainConfig()
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the training texts")
    parser.add_argument("--out", type=Path, default=DEFAULT_ENCODER, help="folder to save the model to")
    parser.add_argument("--pairs", type=int, default=default.pairs, help="question-passage pairs to train on")
    parser.add_argument("--pieces", type=int, default=default.pieces, help="size of the vocabulary")
    parser.add_argument("--dim", type=int, default=default.dim, help="length of the vectors")
    parser.add_argument("--seed", type=int, default=default.seed, help="seed of everything random")
    parser.add_argument("--hold-terms-out", action="store_true", help="leave a tenth of the glossary out, to measure")
    parser.add_argument("--threads", type=int, default=2, help="threads for torch; RAYON_NUM_THREADS for tokenizers")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    chosen = {name: getattr(arguments, name) for name in ("pairs", "pieces", "dim", "seed")}
    train(arguments.data, arguments.out, TrainConfig(**chosen), hold_terms_out=arguments.hold_terms_out)


if __name__ == "__main__":
    main()
