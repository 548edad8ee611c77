"""A track's short questions before and after: their files, words, form, and the comparison.

`reading` checks `curriculum/surveys/<track>.<language>.yaml`, `storing` keeps them, `queries` gives
them to pages, `forms` takes answers, `comparing` sets before beside after. A survey knows no
learner and no training: answers are counted by `learning` and `trainings`.
"""
