"""The crispy template pack `dads`: the mark-up that a reader's tools rely on."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template

INLINE = "{% load crispy_forms_tags %}{{ form|crispy }}"
WHOLE = "{% load crispy_forms_tags %}{% crispy form %}"


class ApplicationForm(forms.Form):
    name = forms.CharField(
        label="氏名",
        help_text="印刷する氏名です。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kana = forms.CharField(label="ふりがな", required=False)
    reach = forms.ChoiceField(
        label="市内・市外",
        choices=[("inside", "市内"), ("outside", "市外")],
        widget=forms.RadioSelect,
    )
    ways = forms.MultipleChoiceField(
        label="きっかけ",
        required=False,
        choices=[("paper", "広報紙"), ("web", "ウェブ")],
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(label="日付", widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label="名簿", required=False)
    agrees = forms.BooleanField(label="確認しました")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def rendered(form, source=INLINE):
    return Template(source).render(Context({"form": form, "csrf_token": "token"}))


def tag(html, pattern):
    """The one tag that matches, with its white space folded."""
    found = re.findall(rf"<[^<>]*{pattern}[^<>]*>", html)
    assert len(found) == 1, found
    return " ".join(found[0].split())


def test_every_field_says_whether_it_is_required():
    html = rendered(ApplicationForm())
    tags = re.findall(r'<span class="dads-field__tag[^>]*>([^<]*)</span>', html)
    assert tags == ["必須", "任意", "必須", "任意", "必須", "任意", "必須"]


def test_label_names_its_input_and_support_text_describes_it():
    html = rendered(ApplicationForm())
    assert tag(html, 'for="id_name"') == '<label class="dads-field__label" for="id_name">'
    assert tag(html, 'name="name"') == (
        '<input type="text" name="name" autocomplete="name" required '
        'aria-describedby="id_name_helptext" id="id_name">'
    )
    assert '<div id="id_name_helptext" class="dads-field__support">印刷する氏名です。</div>' in html


def test_error_describes_its_input_which_is_marked_invalid():
    html = rendered(ApplicationForm({}))
    assert tag(html, 'name="name"') == (
        '<input type="text" name="name" autocomplete="name" required aria-invalid="true" '
        'aria-describedby="id_name_helptext id_name_error" id="id_name">'
    )
    assert html.count('id="id_name_error"') == 1


def test_valid_field_carries_no_error():
    html = rendered(ApplicationForm({"name": "髙橋"}))
    assert "id_name_error" not in html
    assert tag(html, 'name="name"').count("aria-invalid") == 0


@pytest.mark.parametrize(("name", "kind"), [("reach", "radio"), ("ways", "checkbox")])
def test_choices_stand_in_a_fieldset_with_a_legend(name, kind):
    html = rendered(ApplicationForm())
    block = re.search(rf'<fieldset id="div_id_{name}".*?</fieldset>', html, re.DOTALL)[0]
    legend = str(ApplicationForm.base_fields[name].label)
    assert block.index(f'<legend class="dads-field__label">{legend}') > 0
    assert block.count(f'<input type="{kind}" name="{name}"') == 2
    assert re.findall(r'<label class="dads-choice" for="([^"]*)"', block) == [
        f"id_{name}_0",
        f"id_{name}_1",
    ]


def test_group_error_describes_the_fieldset():
    html = rendered(ApplicationForm({}))
    assert 'aria-describedby="id_reach_error"' in tag(html, 'id="div_id_reach"')


def test_summary_links_to_each_field_in_error():
    html = rendered(ApplicationForm({}))
    summary = re.search(r'<div class="dads-error-summary" role="alert".*?</div>', html, re.DOTALL)[
        0
    ]
    targets = re.findall(r'<a href="#([^"]*)"', summary)
    assert targets == ["id_name", "id_reach_0", "id_on", "id_agrees"]
    for target in targets:
        assert html.count(f'id="{target}"') == 1


def test_summary_shows_errors_of_the_whole_form():
    form = ApplicationForm({})
    form.full_clean()
    form.add_error(None, "締切を過ぎています。")
    assert "<li>締切を過ぎています。</li>" in rendered(form)


def test_unbound_form_shows_no_summary():
    assert "dads-error-summary" not in rendered(ApplicationForm())


def test_text_of_a_label_is_escaped():
    class Loud(forms.Form):
        field = forms.CharField(label="<b>太字</b>")

    html = rendered(Loud({}))
    assert "<b>" not in html
    assert html.count("&lt;b&gt;太字&lt;/b&gt;") == 2  # label and summary


def test_hidden_field_has_no_label():
    html = rendered(ApplicationForm())
    assert tag(html, 'name="key"') == '<input type="hidden" name="key" id="id_key">'
    assert 'for="id_key"' not in html


def test_whole_form_carries_token_method_and_encoding():
    form = ApplicationForm()
    form.helper = FormHelper()
    html = rendered(form, WHOLE)
    assert tag(html, "novalidate") == (
        '<form class="dads-form" method="post" enctype="multipart/form-data" novalidate data-once>'
    )
    assert tag(html, "csrfmiddlewaretoken") == (
        '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
    )


def test_layout_places_fields_and_buttons():
    form = ApplicationForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Fieldset("あなたについて", Row("name", "kana")),
        Div("reach", "ways", "on", "file", "agrees", "key", css_class="rest"),
        ButtonHolder(Submit("send", "送信する")),
    )
    html = rendered(form, WHOLE)
    positions = [
        html.index(text)
        for text in (
            '<legend class="dads-fieldset__legend">あなたについて</legend>',
            'class="dads-form-row"',
            'name="name"',
            'class="rest"',
            'name="reach"',
            'class="dads-actions"',
            '<button type="submit" name="send" value="送信する" class="dads-button">送信する</button>',
        )
    ]
    assert positions == sorted(positions)


def test_formset_renders_every_form_and_the_management_form():
    formset = forms.formset_factory(ApplicationForm, extra=2)()
    html = Template("{% load crispy_forms_tags %}{{ formset|crispy }}").render(
        Context({"formset": formset})
    )
    assert [f'name="form-{number}-name"' in html for number in range(3)] == [True, True, False]
    assert 'name="form-TOTAL_FORMS"' in html
