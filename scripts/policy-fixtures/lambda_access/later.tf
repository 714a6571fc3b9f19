resource "terraform_data" "later_number" {
  input = 10
}
