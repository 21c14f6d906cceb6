"""Videos: a still of our own, and the player only when it is asked for."""

import pytest

from core.page import security
from core.sections import videos
from tests.opened import opened

HERE = {
    "Start": videos.ALL,
    "Autoencoder": (videos.SIMPLE,),
    "VAE": (videos.ANIMATED, videos.EXPLAINED),
    "Projections": (videos.MAPS,),
}


@pytest.mark.parametrize("page", HERE)
def test_the_player_comes_when_it_is_asked_for(page):
    app = opened(page)
    assert not app.get("iframe")
    shown = {each.key for each in app.button if str(each.key).startswith("watch:")}
    assert shown == {f"watch:{video.name}_play" for video in HERE[page]}
    first = HERE[page][0]
    app.button(key=f"watch:{first.name}_play").click().run()
    assert [each.proto.src for each in app.get("iframe")] == [first.player]


def test_the_magic_is_where_it_begins():
    assert videos.ANIMATED.player == "https://www.youtube-nocookie.com/embed/qJeaCHQ1k2w?autoplay=1&start=510"


def test_the_policy_lets_in_the_player_and_no_other_frame():
    policy = security.content_security_policy("example.org", "'self'")
    assert "frame-src 'self' https://www.youtube-nocookie.com;" in policy
    assert policy.count("https://") == 1


def test_a_still_is_a_picture_of_the_page():
    pictures = {video.page: videos.still(video.page) for video in videos.ALL}
    assert all(picture.startswith(b"\x89PNG") and len(picture) < 60_000 for picture in pictures.values())
    assert len(set(pictures.values())) == 3
