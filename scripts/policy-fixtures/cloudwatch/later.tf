resource "terraform_data" "later_number" {
  input = 10
}

resource "terraform_data" "later_switch" {
  input = true
}
